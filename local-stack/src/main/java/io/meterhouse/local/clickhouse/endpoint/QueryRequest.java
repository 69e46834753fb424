package io.meterhouse.local.clickhouse.endpoint;

import io.meterhouse.local.clickhouse.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A request as ClickHouse's HTTP interface reads it: from the URL's parameters, which win, and from
 * headers. Every parameter that has no meaning of its own is a setting.
 *
 * @param parameters those with a meaning of their own
 * @param settings of the engine, for this statement alone
 * @param placeholders values for {@code {name:Type}}
 */
record QueryRequest(
    RequestHead head,
    Map<String, String> parameters,
    Map<String, String> settings,
    Map<String, String> placeholders) {
  private static final String PLACEHOLDER_PREFIX = "param_";
  private static final Duration DEFAULT_SESSION_TIMEOUT = Duration.ofSeconds(60);
  private static final Set<String> OWN_MEANING =
      Set.of(
          "query",
          "query_id",
          "database",
          "default_format",
          "user",
          "password",
          "session_id",
          "session_timeout",
          "session_check",
          "close_session",
          "compress",
          "decompress",
          "enable_http_compression",
          "wait_end_of_query",
          "buffer_size",
          "quota_key",
          "role",
          "stacktrace",
          "client_protocol_version");

  static QueryRequest of(RequestHead head) {
    Map<String, String> parameters = new LinkedHashMap<>();
    Map<String, String> settings = new LinkedHashMap<>();
    Map<String, String> placeholders = new LinkedHashMap<>();
    head.parameters()
        .forEach(
            (name, value) -> {
              if (name.startsWith(PLACEHOLDER_PREFIX)) {
                placeholders.put(name.substring(PLACEHOLDER_PREFIX.length()), value);
              } else if (OWN_MEANING.contains(name)) {
                parameters.put(name, value);
              } else {
                settings.put(name, value);
              }
            });
    if (parameters.containsKey("role")) {
      throw new ServerError(ServerError.Code.NOT_IMPLEMENTED, "There are no roles here");
    }
    if (head.header("content-type").orElse("").startsWith("multipart/")) {
      throw new ServerError(
          ServerError.Code.NOT_IMPLEMENTED, "External tables (multipart bodies) are not supported");
    }
    return new QueryRequest(head, parameters, settings, placeholders);
  }

  /** For answering a request that could not be read. */
  static QueryRequest unreadable(RequestHead head) {
    return new QueryRequest(head, Map.of(), Map.of(), Map.of());
  }

  byte[] query() {
    return parameters.getOrDefault("query", "").getBytes(StandardCharsets.UTF_8);
  }

  /** The client's, or a fresh one. */
  String queryId() {
    String id = parameters.getOrDefault("query_id", "");
    return id.isEmpty() ? UUID.randomUUID().toString() : id;
  }

  Optional<String> database() {
    return text("database", "X-ClickHouse-Database");
  }

  String defaultFormat() {
    return text("default_format", "X-ClickHouse-Format").orElse("TabSeparated");
  }

  boolean isGet() {
    return head.method().equals("GET") || head.method().equals("HEAD");
  }

  Optional<String> sessionId() {
    return Optional.ofNullable(parameters.get("session_id")).filter(id -> !id.isEmpty());
  }

  Duration sessionTimeout() {
    String seconds = parameters.get("session_timeout");
    if (seconds == null) {
      return DEFAULT_SESSION_TIMEOUT;
    }
    if (!seconds.matches("\\d{1,9}")) {
      throw new ServerError(
          ServerError.Code.INVALID_SESSION_TIMEOUT, "Invalid session timeout: '" + seconds + "'");
    }
    return Duration.ofSeconds(Long.parseLong(seconds));
  }

  boolean flag(String name) {
    String value = parameters.getOrDefault(name, "0");
    return value.equals("1") || value.equals("true");
  }

  String user() {
    return basic()
        .map(pair -> pair.substring(0, pair.indexOf(':')))
        .or(() -> text("user", "X-ClickHouse-User"))
        .orElse("default");
  }

  String password() {
    return basic()
        .map(pair -> pair.substring(pair.indexOf(':') + 1))
        .or(() -> text("password", "X-ClickHouse-Key"))
        .orElse("");
  }

  private Optional<String> basic() {
    return head.header("authorization")
        .filter(value -> value.regionMatches(true, 0, "Basic ", 0, 6))
        .map(value -> decodeBase64(value.substring(6).strip()))
        .filter(pair -> pair.contains(":"));
  }

  private static String decodeBase64(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ServerError(
          ServerError.Code.AUTHENTICATION_FAILED, "Invalid Basic authentication: not base64");
    }
  }

  private Optional<String> text(String parameter, String header) {
    return Optional.ofNullable(parameters.get(parameter))
        .or(() -> head.header(header))
        .filter(value -> !value.isEmpty());
  }
}
