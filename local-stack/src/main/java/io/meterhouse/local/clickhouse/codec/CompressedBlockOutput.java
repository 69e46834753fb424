package io.meterhouse.local.clickhouse.codec;

import static io.meterhouse.local.clickhouse.codec.CompressedBlock.CHECKSUM_BYTES;
import static io.meterhouse.local.clickhouse.codec.CompressedBlock.HEADER_BYTES;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/** Writes {@link CompressedBlock}s of LZ4. Flushing does not end a block; closing does. */
final class CompressedBlockOutput extends OutputStream {
  private static final int BLOCK_BYTES = 256 * 1024;

  private final OutputStream out;
  private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
  private final byte[] content = new byte[BLOCK_BYTES];
  private final ByteBuffer block =
      ByteBuffer.allocate(
              CHECKSUM_BYTES + HEADER_BYTES + compressor.maxCompressedLength(BLOCK_BYTES))
          .order(ByteOrder.LITTLE_ENDIAN);
  private int size;

  CompressedBlockOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int at = 0; at < length; ) {
      int part = Math.min(length - at, content.length - size);
      System.arraycopy(bytes, offset + at, content, size, part);
      size += part;
      at += part;
      if (size == content.length) {
        writeBlock();
      }
    }
  }

  private void writeBlock() throws IOException {
    int start = CHECKSUM_BYTES + HEADER_BYTES;
    int compressed = compressor.compress(content, 0, size, block.array(), start);
    block.put(CHECKSUM_BYTES, (byte) CompressedBlock.METHOD_LZ4);
    block.putInt(CHECKSUM_BYTES + 1, HEADER_BYTES + compressed);
    block.putInt(CHECKSUM_BYTES + 5, size);
    CityHash128.Hash hash =
        CityHash128.of(block.array(), CHECKSUM_BYTES, HEADER_BYTES + compressed);
    block.putLong(0, hash.low());
    block.putLong(Long.BYTES, hash.high());
    out.write(block.array(), 0, start + compressed);
    size = 0;
  }

  @Override
  public void close() throws IOException {
    if (size > 0) {
      writeBlock();
    }
    out.close();
  }
}
