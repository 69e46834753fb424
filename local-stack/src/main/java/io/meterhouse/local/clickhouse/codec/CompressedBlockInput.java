package io.meterhouse.local.clickhouse.codec;

import static io.meterhouse.local.clickhouse.codec.CompressedBlock.CHECKSUM_BYTES;
import static io.meterhouse.local.clickhouse.codec.CompressedBlock.HEADER_BYTES;
import static io.meterhouse.local.clickhouse.codec.CompressedBlock.MAX_BLOCK_BYTES;

import com.github.luben.zstd.Zstd;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Reads {@link CompressedBlock}s; a wrong checksum, size or method is an {@link IOException}. */
final class CompressedBlockInput extends InputStream {
  private final InputStream in;
  private final LZ4SafeDecompressor lz4 = LZ4Factory.fastestInstance().safeDecompressor();
  private byte[] content = new byte[0];
  private int at;

  CompressedBlockInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    return fill() ? content[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int size = Math.min(length, content.length - at);
    System.arraycopy(content, at, bytes, offset, size);
    at += size;
    return size;
  }

  private boolean fill() throws IOException {
    while (at == content.length) {
      byte[] checksum = in.readNBytes(CHECKSUM_BYTES);
      if (checksum.length == 0) {
        return false;
      }
      content = readBlock(ByteBuffer.wrap(checksum).order(ByteOrder.LITTLE_ENDIAN));
      at = 0;
    }
    return true;
  }

  private byte[] readBlock(ByteBuffer checksum) throws IOException {
    byte[] header = in.readNBytes(HEADER_BYTES);
    if (checksum.limit() < CHECKSUM_BYTES || header.length < HEADER_BYTES) {
      throw new EOFException("compressed data ends inside a block header");
    }
    ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    int compressedSize = fields.getInt(1) - HEADER_BYTES;
    int contentSize = fields.getInt(5);
    if (!isSize(compressedSize) || !isSize(contentSize)) {
      throw new IOException(
          "compressed block of %d bytes, %d expanded (expected: at most %d)"
              .formatted(compressedSize, contentSize, MAX_BLOCK_BYTES));
    }
    byte[] block = new byte[HEADER_BYTES + compressedSize];
    System.arraycopy(header, 0, block, 0, HEADER_BYTES);
    if (in.readNBytes(block, HEADER_BYTES, compressedSize) < compressedSize) {
      throw new EOFException("compressed data ends inside a block");
    }
    CityHash128.Hash hash = CityHash128.of(block, 0, block.length);
    if (hash.low() != checksum.getLong(0) || hash.high() != checksum.getLong(Long.BYTES)) {
      throw new IOException("checksum of a compressed block does not match");
    }
    return expand(header[0] & 0xff, block, new byte[contentSize]);
  }

  private static boolean isSize(int bytes) {
    return bytes >= 0 && bytes <= MAX_BLOCK_BYTES;
  }

  private byte[] expand(int method, byte[] block, byte[] target) throws IOException {
    int length = block.length - HEADER_BYTES;
    long size =
        switch (method) {
          case CompressedBlock.METHOD_LZ4 ->
              lz4.decompress(block, HEADER_BYTES, length, target, 0, target.length);
          case CompressedBlock.METHOD_ZSTD ->
              Zstd.decompressByteArray(target, 0, target.length, block, HEADER_BYTES, length);
          case CompressedBlock.METHOD_NONE -> {
            System.arraycopy(block, HEADER_BYTES, target, 0, Math.min(length, target.length));
            yield length;
          }
          default -> throw new IOException("unknown compression method 0x%02x".formatted(method));
        };
    if (size != target.length) {
      throw new IOException(
          "block expands to %d bytes (expected: %d)".formatted(size, target.length));
    }
    return target;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
