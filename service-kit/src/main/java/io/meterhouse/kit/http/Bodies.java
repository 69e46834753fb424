package io.meterhouse.kit.http;

import com.github.luben.zstd.ZstdInputStream;
import io.javalin.http.Context;
import io.meterhouse.kit.http.error.ApiException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/** Reads request bodies within the limit, inflating gzip and zstd. */
public final class Bodies {

  private static final String CONTENT = "meterhouse.body";
  private static final int INFLATER_BUFFER_BYTES = 16 * 1024;

  /** How much of a refused body is still taken off the line; a client beyond it is cut off. */
  private static final long MAX_DISCARDED_BYTES = 64L * 1024 * 1024;

  private static final int DISCARD_BUFFER_BYTES = 16 * 1024;

  /** What a body that sends nothing more may hold of the room beyond what it sent. */
  private static final int PART_BYTES = 8 * 1024;

  /** 8 MiB, as RFC 9659 has it for HTTP: the window is memory that no limit of ours counts. */
  private static final int MAX_ZSTD_WINDOW_LOG = 23;

  private static final String READ_AHEAD = "meterhouse.bodyReadAhead";

  private Bodies() {}

  /** A body was cut off because it did not come in time: the client's doing, and no failure. */
  static final class SlowBodyException extends IOException {

    private SlowBodyException(IOException cause) {
      super(cause);
    }
  }

  /**
   * The media type of the body, lower-case and without parameters.
   *
   * @throws ApiException 415 when it is none of {@code accepted}, or its charset is not UTF-8
   */
  public static String mediaType(Context ctx, List<String> accepted) {
    @Nullable String header = ctx.contentType();
    String[] parts = (header == null ? "" : header).toLowerCase(Locale.ROOT).split(";", -1);
    String type = parts[0].strip();
    if (!accepted.contains(type)) {
      throw ApiException.unsupportedMediaType(
          "Content-Type: "
              + (type.isEmpty() ? "none" : header)
              + " (expected: "
              + String.join(", ", accepted)
              + ")");
    }
    for (String parameter : Arrays.copyOfRange(parts, 1, parts.length)) {
      String[] pair = parameter.split("=", 2);
      if (pair.length == 2 && pair[0].strip().equals("charset") && !isUtf8(pair[1])) {
        throw ApiException.unsupportedMediaType("Content-Type: " + header + " (expected: utf-8)");
      }
    }
    return type;
  }

  /**
   * The whole body, inflated.
   *
   * @throws ApiException 413 beyond the limit, keeping nothing of it; 415 for a coding other than
   *     gzip and zstd; 400 where the coding is broken; 503 where the route bounds what it holds of
   *     bodies and there is no room
   */
  public static byte[] read(Context ctx) throws IOException {
    return read(ctx, Integer.MAX_VALUE);
  }

  /**
   * As {@link #read(Context)}, for a route whose bodies are short: what is refused later for what
   * it says must not cost much before.
   */
  public static byte[] read(Context ctx, int maxBytes) throws IOException {
    byte[] known = ctx.attribute(CONTENT);
    return known != null ? known : readOnce(ctx, Math.min(maxBytes, Exchange.maxBodyBytes(ctx)));
  }

  /** As {@link #read}, and it can be read again. */
  static byte[] readAndKeep(Context ctx) throws IOException {
    byte[] content = read(ctx);
    ctx.attribute(CONTENT, content);
    return content;
  }

  private static byte[] readOnce(Context ctx, int limit) throws IOException {
    byte[] raw = raw(ctx, limit);
    byte[] body = inflated(ctx, raw, limit);
    BodyRoom.Share share = BodyRoom.in(ctx);
    if (share != null) {
      share.shrinkTo(body.length);
    }
    return body;
  }

  private static byte[] inflated(Context ctx, byte[] raw, int limit) {
    @Nullable String coding = ctx.header("Content-Encoding");
    return switch (coding == null ? "" : coding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> raw;
      case "gzip", "x-gzip" -> inflate("gzip", raw, limit, BodyRoom.in(ctx));
      case "zstd" -> inflate("zstd", raw, limit, BodyRoom.in(ctx));
      default ->
          throw ApiException.unsupportedMediaType(
              "Content-Encoding: " + coding + " (expected: gzip, zstd or none)");
    };
  }

  /**
   * As {@link #raw}, for whoever reads it before the handler does, which will find it there.
   *
   * @throws ApiException 413 beyond the limit
   */
  static byte[] rawAhead(Context ctx) throws IOException {
    byte[] raw = raw(ctx, Exchange.maxBodyBytes(ctx));
    ctx.attribute(READ_AHEAD, raw);
    return raw;
  }

  /** The whole body as it came over the line. */
  private static byte[] raw(Context ctx, int limit) throws IOException {
    byte[] readAhead = ctx.attribute(READ_AHEAD);
    if (readAhead != null) {
      if (readAhead.length > limit) {
        throw tooLarge(readAhead.length + " bytes", limit);
      }
      return readAhead;
    }
    long declared = ctx.req().getContentLengthLong();
    InputStream in = ctx.req().getInputStream();
    if (declared > limit) {
      if (declared <= MAX_DISCARDED_BYTES) {
        discard(in);
      }
      throw tooLarge(declared + " bytes", limit);
    }
    byte[] raw = take(in, declared < 0 ? limit : (int) declared, BodyRoom.in(ctx));
    if (declared < 0 && raw.length == limit && in.read() >= 0) {
      discard(in);
      throw tooLarge("more than that", limit);
    }
    return raw;
  }

  private static byte[] take(InputStream in, int limit, BodyRoom.@Nullable Share share)
      throws IOException {
    try {
      return readNBytes(in, limit, 0, share);
    } catch (ApiException noRoom) {
      if (share != null) {
        share.shrinkTo(0);
      }
      discard(in);
      throw noRoom;
    } catch (EofException clientLeft) {
      throw clientLeft;
    } catch (IOException cutOff) {
      throw new SlowBodyException(cutOff);
    }
  }

  /**
   * As the stream's own, with the room for each part taken before the part is.
   *
   * @param held bytes of the same body that are held beside these: what is inflated
   */
  private static byte[] readNBytes(
      InputStream in, int limit, int held, BodyRoom.@Nullable Share share) throws IOException {
    if (share == null) {
      return in.readNBytes(limit);
    }
    List<byte[]> parts = new ArrayList<>();
    int length = 0;
    int wanted;
    int came;
    do {
      wanted = Math.min(limit - length, PART_BYTES);
      share.growTo(held + length + wanted);
      byte[] part = in.readNBytes(wanted);
      came = part.length;
      length += came;
      parts.add(part);
    } while (came == PART_BYTES && length < limit);
    return joined(parts, length);
  }

  private static byte[] joined(List<byte[]> parts, int length) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    parts.forEach(all::put);
    return all.array();
  }

  private static byte[] inflate(
      String coding, byte[] raw, int limit, BodyRoom.@Nullable Share share) {
    ByteArrayInputStream packed = new ByteArrayInputStream(raw);
    try (InputStream in =
        coding.equals("gzip")
            ? new GZIPInputStream(packed, INFLATER_BUFFER_BYTES)
            : new ZstdInputStream(packed).setLongMax(MAX_ZSTD_WINDOW_LOG)) {
      byte[] inflated = readNBytes(in, limit, raw.length, share);
      if (inflated.length == limit && in.read() >= 0) {
        throw tooLarge("more than that when inflated", limit);
      }
      return inflated;
    } catch (IOException e) {
      throw ApiException.invalid(
          "the body is not valid " + coding + ", as its Content-Encoding says");
    }
  }

  /**
   * Reads on and forgets, within a bound: a client that is still sending when the connection ends
   * sees a broken connection and never the answer that tells it why.
   */
  private static void discard(InputStream in) throws IOException {
    byte[] buffer = new byte[DISCARD_BUFFER_BYTES];
    long left = MAX_DISCARDED_BYTES;
    for (int n = in.read(buffer); n >= 0 && left > 0; n = in.read(buffer)) {
      left -= n;
    }
  }

  private static ApiException tooLarge(String came, int limit) {
    return ApiException.tooLarge(
        "body: " + came + " (expected: at most " + limit + " bytes); send it in parts");
  }

  private static boolean isUtf8(String charset) {
    String name = charset.strip().replace("\"", "");
    return name.equals("utf-8") || name.equals("utf8") || name.equals("us-ascii");
  }
}
