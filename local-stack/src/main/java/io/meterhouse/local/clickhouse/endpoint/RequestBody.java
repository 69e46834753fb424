package io.meterhouse.local.clickhouse.endpoint;

import io.meterhouse.local.clickhouse.codec.Compression;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The body as the client meant it: expanded where it came compressed. Data that cannot be expanded
 * is the client's mistake and gets an answer; a connection that breaks is an {@link IOException}.
 */
final class RequestBody extends FilterInputStream {
  private final Tracked raw;

  private RequestBody(InputStream expanded, Tracked raw) {
    super(expanded);
    this.raw = raw;
  }

  static InputStream of(QueryRequest request, InputStream body) throws IOException {
    Tracked raw = new Tracked(body);
    InputStream expanded = raw;
    Optional<String> coding = request.head().header("content-encoding");
    try {
      if (coding.isPresent() && !coding.get().equalsIgnoreCase("identity")) {
        expanded = compression(coding.get()).expanding(expanded);
      }
      if (request.flag("decompress")) {
        expanded = Compression.CLICKHOUSE_BLOCKS.expanding(expanded);
      }
    } catch (IOException e) {
      throw raw.explain(e);
    }
    return new RequestBody(expanded, raw);
  }

  private static Compression compression(String coding) {
    return Compression.ofContentEncoding(coding)
        .orElseThrow(
            () ->
                new ServerError(
                    ServerError.Code.UNKNOWN_COMPRESSION_METHOD,
                    "Unknown compression method '%s'. Only 'zstd', 'lz4', 'gzip', 'deflate' are supported"
                        .formatted(coding)));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return super.read(bytes, offset, length);
    } catch (IOException e) {
      throw raw.explain(e);
    }
  }

  /** Remembers whether it was the connection that failed. */
  private static final class Tracked extends FilterInputStream {
    private boolean failed;

    Tracked(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    IOException explain(IOException e) {
      if (failed) {
        return e;
      }
      throw new ServerError(
          ServerError.Code.CANNOT_DECOMPRESS, "Cannot decompress the body: " + e.getMessage());
    }
  }
}
