package io.meterhouse.local.clickhouse.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads request lines and headers within {@link HttpLimits}. */
final class HeadReader {
  private static final int BAD_REQUEST = 400;
  private static final int URI_TOO_LONG = 414;
  private static final int HEADERS_TOO_LARGE = 431;
  private static final int VERSION_NOT_SUPPORTED = 505;

  private final ConnectionInput in;
  private final HttpLimits limits;

  HeadReader(ConnectionInput in, HttpLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  /** The next head, or nothing where the client has closed the connection between requests. */
  Optional<RequestHead> read() throws IOException {
    Optional<String> line = readLine(limits.maxRequestLineBytes(), URI_TOO_LONG);
    while (line.isPresent() && line.get().isEmpty()) {
      line = readLine(limits.maxRequestLineBytes(), URI_TOO_LONG);
    }
    return line.isEmpty() ? Optional.empty() : Optional.of(parse(line.get()));
  }

  private RequestHead parse(String line) throws IOException {
    List<String> parts = List.of(line.split(" ", -1));
    if (parts.size() != 3 || !parts.get(1).startsWith("/")) {
      throw new HttpException(BAD_REQUEST, "request line: " + excerpt(line));
    }
    if (!parts.get(2).startsWith("HTTP/1.")) {
      throw new HttpException(VERSION_NOT_SUPPORTED, "version: " + excerpt(parts.get(2)));
    }
    int mark = parts.get(1).indexOf('?');
    String path = mark < 0 ? parts.get(1) : parts.get(1).substring(0, mark);
    String query = mark < 0 ? "" : parts.get(1).substring(mark + 1);
    boolean isHttp11 = !parts.get(2).equals("HTTP/1.0");
    return new RequestHead(parts.get(0), path, query, isHttp11, readHeaders());
  }

  private Map<String, String> readHeaders() throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    int left = limits.maxHeaderBytes();
    while (true) {
      String line =
          readLine(left, HEADERS_TOO_LARGE)
              .orElseThrow(() -> new HttpException(BAD_REQUEST, "headers end too early"));
      if (line.isEmpty()) {
        return headers;
      }
      left -= line.length() + 2;
      int colon = line.indexOf(':');
      if (colon <= 0 || line.charAt(colon - 1) <= ' ') {
        throw new HttpException(BAD_REQUEST, "header: " + excerpt(line));
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.merge(name, line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
    }
  }

  private Optional<String> readLine(int maxBytes, int statusBeyond) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    for (; b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new HttpException(BAD_REQUEST, "request ends inside a line");
      }
      if (line.size() >= maxBytes) {
        throw new HttpException(statusBeyond, "line longer than %d bytes".formatted(maxBytes));
      }
      line.write(b);
    }
    return Optional.of(line.toString(StandardCharsets.ISO_8859_1).stripTrailing());
  }

  private static String excerpt(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
