package io.meterhouse.local.clickhouse.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ResultFormatTest {

  private static int head(String format, String chunk) {
    byte[] bytes = chunk.getBytes(StandardCharsets.ISO_8859_1);
    return ResultFormat.streamed(format).orElseThrow().headBytes(bytes);
  }

  @Test
  void shouldFindTheHeadOfEveryKindOfFormat() {
    assertThat(head("JSONEachRow", "{}\n")).isZero();
    assertThat(head("TSVWithNames", "a\tb\n1\t2\n")).isEqualTo(4);
    assertThat(head("TabSeparatedWithNamesAndTypes", "a\nUInt8\n1\n")).isEqualTo(8);
    assertThat(head("CSVWithNames", "\"a\n\"\"b\"\n1\n")).isEqualTo(8);
    assertThat(head("RowBinaryWithNames", "\2\1a\2bc\7")).isEqualTo(6);
    assertThat(head("RowBinaryWithNamesAndTypes", "\1\1a\5UInt8\7")).isEqualTo(9);
  }

  @Test
  void shouldSayThatAHeadIsNotWholeYet() {
    assertThat(head("TSVWithNames", "a\tb")).isNegative();
    assertThat(head("RowBinaryWithNamesAndTypes", "\1\1a\5UI")).isNegative();
    assertThat(head("RowBinaryWithNamesAndTypes", "\1\1a")).isNegative();
  }

  @Test
  void shouldNotStreamFormatsThatFrameTheirRows() {
    assertThat(ResultFormat.streamed("JSON")).isEmpty();
    assertThat(ResultFormat.streamed("Parquet")).isEmpty();
    assertThat(ResultFormat.streamed("Null")).isEmpty();
  }
}
