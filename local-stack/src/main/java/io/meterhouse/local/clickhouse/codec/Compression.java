package io.meterhouse.local.clickhouse.codec;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;

/** The ways to compress a request or a response; all but the first are HTTP content codings. */
public enum Compression {
  CLICKHOUSE_BLOCKS("") {
    @Override
    public InputStream expanding(InputStream in) {
      return new CompressedBlockInput(in);
    }

    @Override
    public OutputStream compressing(OutputStream out) {
      return new CompressedBlockOutput(out);
    }
  },
  ZSTD("zstd") {
    @Override
    public InputStream expanding(InputStream in) throws IOException {
      return new ZstdInputStream(in);
    }

    @Override
    public OutputStream compressing(OutputStream out) throws IOException {
      return new ZstdOutputStream(out);
    }
  },
  LZ4("lz4") {
    @Override
    public InputStream expanding(InputStream in) throws IOException {
      return new LZ4FrameInputStream(in);
    }

    @Override
    public OutputStream compressing(OutputStream out) throws IOException {
      return new LZ4FrameOutputStream(out, BLOCKSIZE.SIZE_256KB);
    }
  },
  GZIP("gzip") {
    @Override
    public InputStream expanding(InputStream in) throws IOException {
      return new GZIPInputStream(in, BUFFER_BYTES);
    }

    @Override
    public OutputStream compressing(OutputStream out) throws IOException {
      return new GZIPOutputStream(out, BUFFER_BYTES);
    }
  },
  DEFLATE("deflate") {
    @Override
    public InputStream expanding(InputStream in) {
      return new InflaterInputStream(in);
    }

    @Override
    public OutputStream compressing(OutputStream out) {
      return new DeflaterOutputStream(out);
    }
  };

  private static final int BUFFER_BYTES = 64 * 1024;

  private final String coding;

  Compression(String coding) {
    this.coding = coding;
  }

  public abstract InputStream expanding(InputStream in) throws IOException;

  /** The stream that compresses; closing it writes what is due and closes the given one. */
  public abstract OutputStream compressing(OutputStream out) throws IOException;

  /** The name in {@code Content-Encoding}. */
  public String coding() {
    return coding;
  }

  public static Optional<Compression> ofContentEncoding(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    return codings().stream().filter(each -> each.coding.equals(wanted)).findFirst();
  }

  /** The coding that an {@code Accept-Encoding} header allows and this server likes best. */
  public static Optional<Compression> accepted(String acceptEncoding) {
    List<String> allowed =
        List.of(acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)).stream()
            .filter(each -> !each.replace(" ", "").endsWith(";q=0"))
            .map(each -> each.split(";", -1)[0].strip())
            .toList();
    return codings().stream().filter(each -> allowed.contains(each.coding)).findFirst();
  }

  private static List<Compression> codings() {
    return List.of(ZSTD, LZ4, GZIP, DEFLATE);
  }
}
