package io.meterhouse.ingest.http;

import io.javalin.http.Context;
import io.meterhouse.kit.http.error.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One CloudEvent in binary mode: its attributes are headers that begin with {@code ce-}, its data
 * is the body. As the HTTP protocol binding of CloudEvents 1.0 says (§3.1).
 */
final class BinaryEvent {

  private static final String PREFIX = "ce-";

  /** Of the data; its own kinds of JSON ({@code …+json}) go in a structured event. */
  static final List<String> DATA_TYPES = List.of("application/json");

  /** Any of them tells; all headers of every request would be much to look through. */
  private static final List<String> REQUIRED =
      List.of("ce-specversion", "ce-id", "ce-source", "ce-type");

  private static final String STRUCTURED = "application/cloudevents";

  /** What the body says or is, so that no header may. */
  private static final List<String> NOT_IN_HEADERS =
      List.of("data", "data_base64", "datacontenttype");

  private BinaryEvent() {}

  /**
   * Whether a request carries one: where its type says otherwise, its headers count for nothing.
   */
  static boolean isIn(Context ctx) {
    String type = ctx.contentType();
    return (type == null || !type.toLowerCase(Locale.ROOT).startsWith(STRUCTURED))
        && REQUIRED.stream().anyMatch(name -> ctx.req().getHeader(name) != null);
  }

  /**
   * The attributes by their names.
   *
   * @throws ApiException 400 for one that comes twice, or that cannot be decoded
   */
  static Map<String, String> attributes(HttpServletRequest request) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String header : Collections.list(request.getHeaderNames())) {
      String name = header.toLowerCase(Locale.ROOT);
      String attribute = isAttribute(name) ? name.substring(PREFIX.length()) : "";
      if (attribute.isEmpty() || NOT_IN_HEADERS.contains(attribute)) {
        continue;
      }
      List<String> values = new ArrayList<>(Collections.list(request.getHeaders(header)));
      if (values.size() != 1 || attributes.containsKey(attribute)) {
        throw ApiException.invalidField(name, "given more than once (expected: once)");
      }
      attributes.put(attribute, decoded(name, values.getFirst()));
    }
    return attributes;
  }

  private static boolean isAttribute(String header) {
    return header.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  /** Takes off quotes, and then the percent-encoding of what no header can carry (§3.1.3.2). */
  private static String decoded(String name, String value) {
    String bare = unquoted(value.strip());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(bare.length());
    for (int i = 0; i < bare.length(); i++) {
      char c = bare.charAt(i);
      if (c < ' ' || c > '~') {
        throw ApiException.invalidField(
            name, "a character beyond printable ASCII (expected: it percent-encoded, as UTF-8)");
      }
      if (c == '%') {
        bytes.write(hexByte(name, bare, i + 1));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw ApiException.invalidField(name, "percent-encoded bytes that are not UTF-8");
    }
  }

  private static int hexByte(String name, String text, int from) {
    if (from + 2 > text.length()
        || !HexFormat.isHexDigit(text.charAt(from))
        || !HexFormat.isHexDigit(text.charAt(from + 1))) {
      throw ApiException.invalidField(name, "a % without two hexadecimal digits behind it");
    }
    return HexFormat.fromHexDigits(text, from, from + 2);
  }

  private static String unquoted(String value) {
    if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
      return value;
    }
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 1; i < value.length() - 1; i++) {
      char c = value.charAt(i);
      boolean isEscape = c == '\\' && i + 1 < value.length() - 1;
      text.append(isEscape ? value.charAt(++i) : c);
    }
    return text.toString();
  }
}
