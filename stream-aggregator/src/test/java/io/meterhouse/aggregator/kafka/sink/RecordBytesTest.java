package io.meterhouse.aggregator.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordBytesTest {

  @Test
  void shouldKeepTheBytesOfEachRecordWhateverComesAfterIt() {
    RecordBytes bytes = new RecordBytes();
    List<ByteString> kept = new ArrayList<>();
    List<ByteString> expected = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      byte[] record = new byte[(i * 7_919) % 20_000];
      Arrays.fill(record, (byte) i);
      expected.add(ByteString.copyFrom(record));
      kept.add(bytes.keep(record));
    }

    assertThat(kept).isEqualTo(expected);
  }
}
