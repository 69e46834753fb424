package io.meterhouse.local.clickhouse.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class CompressionTest {

  @ParameterizedTest
  @EnumSource
  void shouldExpandWhatItCompressed(Compression compression) throws IOException {
    byte[] data = new byte[1_000_003];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 31 % 251 * (i % 13));
    }
    byte[] packed = compressed(compression, data);
    assertThat(packed.length).isLessThan(data.length / 2);
    assertThat(compression.expanding(new ByteArrayInputStream(packed)).readAllBytes())
        .isEqualTo(data);
  }

  @Test
  void shouldRefuseABlockWithAChangedByte() throws IOException {
    byte[] packed = compressed(Compression.CLICKHOUSE_BLOCKS, new byte[1000]);
    packed[packed.length - 1] ^= 1;
    assertThatThrownBy(() -> expanded(packed)).hasMessageContaining("checksum");
  }

  @Test
  void shouldRefuseABlockThatEndsEarly() throws IOException {
    byte[] packed = compressed(Compression.CLICKHOUSE_BLOCKS, new byte[1000]);
    assertThatThrownBy(() -> expanded(Arrays.copyOf(packed, packed.length - 1)))
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> expanded(Arrays.copyOf(packed, 10))).isInstanceOf(EOFException.class);
  }

  @Test
  void shouldRefuseABlockThatClaimsToBeHuge() {
    byte[] packed = new byte[30];
    packed[16] = (byte) CompressedBlock.METHOD_LZ4;
    packed[24] = 0x7f;
    assertThatThrownBy(() -> expanded(packed)).hasMessageContaining("expected: at most");
  }

  @ParameterizedTest
  @CsvSource({
    "'gzip, deflate', GZIP",
    "'gzip, lz4', LZ4",
    "'gzip;q=0.5, zstd', ZSTD",
    "'zstd;q=0, deflate', DEFLATE"
  })
  void shouldChooseACodingThatTheClientAccepts(String header, Compression expected) {
    assertThat(Compression.accepted(header)).contains(expected);
  }

  @Test
  void shouldNotCompressForAClientThatAcceptsNothingKnown() {
    assertThat(Compression.accepted("br, identity")).isEmpty();
  }

  private static byte[] compressed(Compression compression, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream packing = compression.compressing(out)) {
      packing.write(data);
    }
    return out.toByteArray();
  }

  private static byte[] expanded(byte[] packed) throws IOException {
    return Compression.CLICKHOUSE_BLOCKS.expanding(new ByteArrayInputStream(packed)).readAllBytes();
  }
}
