package io.meterhouse.local.clickhouse.codec;

/**
 * ClickHouse's own compression, {@code compress=1} and {@code decompress=1}: blocks of a 16-byte
 * checksum, then a header of method (1 byte), size with this header (4) and size of the content
 * (4), all little-endian, then the compressed content. The checksum covers header and content.
 */
final class CompressedBlock {
  static final int CHECKSUM_BYTES = 16;
  static final int HEADER_BYTES = 9;
  static final int METHOD_NONE = 0x02;
  static final int METHOD_LZ4 = 0x82;
  static final int METHOD_ZSTD = 0x90;

  /** No block may claim more than this, so that a broken one cannot exhaust memory. */
  static final int MAX_BLOCK_BYTES = 16 * 1024 * 1024;

  private CompressedBlock() {}
}
