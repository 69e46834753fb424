package io.meterhouse.testing.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.http.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sends what nobody should send to every parameter, header and body that the contract lets a
 * request have. Whatever is answered, it is no failure of ours and shows nothing of our inside.
 */
public final class HostileInput {

  private static final int LONG = 4_000;
  private static final byte[] NO_BODY = {};

  private static final List<String> TEXTS =
      List.of(
          "' OR '1'='1",
          "'; DROP TABLE tenants; --",
          "\\'; SELECT pg_sleep(30); --",
          "') UNION ALL SELECT name, value FROM system.settings --",
          "{tenant:String}",
          "%27%20OR%201=1",
          "a".repeat(LONG) + "!",
          "(".repeat(LONG),
          "0".repeat(LONG),
          "-9223372036854775809",
          "1e2147483647",
          "NaN",
          "\u0000",
          "\r\nSet-Cookie: a=b",
          "\u001b[2J\u202e",
          "../../../../etc/passwd",
          "${jndi:ldap://127.0.0.1/x}",
          "<script>alert(1)</script>",
          "+999999999-12-31T23:59:59Z",
          "2026-11-21T10:00:00+99:99",
          "\ud83d\ude42".repeat(100));

  private static final List<byte[]> BODIES =
      List.of(
          text(""),
          text("null"),
          text("0"),
          text("[]"),
          text("[[],{},null,1]"),
          text("\"text\""),
          text("{"),
          text("{\"a\":1,\"a\":2}"),
          text("[".repeat(20_000)),
          text("{\"a\":".repeat(20_000)),
          text("{\"quantity\":1e999999999,\"n\":" + "9".repeat(100_000) + "}"),
          text("{\"" + "k".repeat(100_000) + "\":1}"),
          text("{\"__proto__\":{},\"constructor\":null,\"@type\":\"java.lang.Runtime\"}"),
          new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'},
          new byte[] {(byte) 0xff, (byte) 0xfe, '{', 0, '}', 0});

  /** Of an engine, of a library, of the machine. */
  private static final List<String> INSIDES =
      List.of(
          "SQLException",
          "PSQLException",
          "DB::Exception",
          "ERROR: ",
          "org.jdbi",
          "com.fasterxml",
          "io.javalin",
          "io.meterhouse.",
          "java.lang.",
          "jdbc:",
          "\tat ");

  private final ApiClient client;
  private final OpenApiContract contract = new OpenApiContract();

  /** Against the service of this client, as the platform. */
  public HostileInput(ApiClient client) {
    this.client = client;
  }

  /**
   * Holds every route.
   *
   * @return the number of requests sent
   */
  public int check(List<Route> routes) {
    int sent = 0;
    for (Route route : routes) {
      for (String parameter : parameters(route, "query")) {
        for (String text : TEXTS) {
          send(
              route,
              concrete(route, "x") + "?" + parameter + "=" + encoded(text),
              Map.of(),
              NO_BODY);
          sent++;
        }
      }
      for (String text : TEXTS) {
        if (route.path().contains("{") && !text.equals("\u0000") && !text.contains("..")) {
          send(route, concrete(route, encoded(text)), Map.of(), NO_BODY);
          sent++;
        }
      }
      for (String header : parameters(route, "header")) {
        for (String text : TEXTS) {
          if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            send(route, concrete(route, "x"), Map.of(header, text), NO_BODY);
            sent++;
          }
        }
      }
      for (String mediaType : mediaTypes(route)) {
        for (byte[] body : BODIES) {
          send(route, concrete(route, "x"), Map.of("Content-Type", mediaType), body);
          sent++;
        }
      }
    }
    return sent;
  }

  private void send(Route route, String pathAndQuery, Map<String, String> headers, byte[] body) {
    Answer answer = client.sendUnchecked(route.method(), pathAndQuery, headers, body);
    String what = "%s %s %s".formatted(route.method(), pathAndQuery, headers);
    assertThat(answer.status()).as("%s: %s", what, answer.text()).isLessThan(500);
    assertThat(answer.text()).as(what).doesNotContain(INSIDES);
    assertThat(answer.headers().firstValue("Set-Cookie")).as(what).isEmpty();
  }

  private Set<String> parameters(Route route, String in) {
    Set<String> names = new TreeSet<>();
    for (JsonNode listed : operation(route).path("parameters")) {
      JsonNode parameter = contract.resolve(listed);
      if (parameter.path("in").asText().equals(in)) {
        names.add(parameter.path("name").asText());
      }
    }
    return names;
  }

  private List<String> mediaTypes(Route route) {
    List<String> types = new ArrayList<>();
    operation(route).path("requestBody").path("content").fieldNames().forEachRemaining(types::add);
    return types;
  }

  private JsonNode operation(Route route) {
    return contract
        .document()
        .path("paths")
        .path(route.path())
        .path(route.method().toLowerCase(Locale.ROOT));
  }

  private static String concrete(Route route, String value) {
    return route.path().replaceAll("\\{[^}]+}", java.util.regex.Matcher.quoteReplacement(value));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
