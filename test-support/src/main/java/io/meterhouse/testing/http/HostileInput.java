package io.meterhouse.testing.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.meterhouse.kit.http.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Sends what nobody should send, one piece at a time: in every parameter and header that the
 * contract lets a request have, and in every field of its body. All the rest of the request is as
 * it should be, so that it comes as far as a client can come. Whatever is answered, it is no
 * failure of ours and shows nothing of our inside. Nothing is called by such a name, so no list
 * shows a row for it.
 */
public final class HostileInput {

  private static final int LONG = 4_000;
  private static final int SHOWN_BYTES = 2_000;

  private static final Parameter IDEMPOTENCY_KEY = new Parameter("header", "", "Idempotency-Key");

  /** Half a surrogate pair has no UTF-8: it can be sent as an escape alone. */
  private static final ObjectMapper ESCAPING =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /** None of them is a name that we would take, so none becomes the name of a thing on the way. */
  private static final List<String> TEXTS =
      List.of(
          "' OR '1'='1",
          "'; DROP TABLE tenants; --",
          "\\'; SELECT pg_sleep(30); --",
          "') UNION ALL SELECT name, value FROM system.settings --",
          "{tenant:String}",
          "%27%20OR%201=1",
          "a%00b",
          "a".repeat(LONG) + "!",
          "(".repeat(LONG),
          "0".repeat(LONG),
          "-9223372036854775809",
          "1e2147483647",
          " NaN",
          "-Infinity",
          "\u0000",
          "\r\nSet-Cookie: a=b",
          "\u001b[2J\u202e",
          "../../../../etc/passwd",
          "${jndi:ldap://127.0.0.1/x}",
          "<script>alert(1)</script>",
          "+999999999-12-31T23:59:59Z",
          "2026-11-21T10:00:00+99:99",
          "\ud83d\ude42".repeat(100));

  /** What JSON can say beside that, in escapes: NUL within a text, and halves of pairs. */
  private static final List<String> JSON_TEXTS =
      Stream.concat(TEXTS.stream(), Stream.of("a\u0000b", "\ud800", "\udc00\ud800")).toList();

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
  private final Samples samples;
  private final OpenApiContract contract = new OpenApiContract();
  private int sent;

  /** Against the service of this client, as the platform, which has what the samples name. */
  public HostileInput(ApiClient client, Samples samples) {
    this.client = client;
    this.samples = samples;
  }

  /** What requests of the routes say where nothing is wrong with them. */
  public static final class Samples {

    private final Map<String, String> values = new TreeMap<>();
    private final Map<String, SortedMap<String, String>> bodies = new HashMap<>();

    /**
     * The value of a parameter or header, which is sent wherever a route has it. Of a parameter
     * that is an object every name within is one of its own: {@code filter.model}.
     */
    public Samples value(String name, String value) {
      values.put(name, value);
      return this;
    }

    /**
     * As {@link #value(String, String)}, for one route where it has to be another.
     *
     * @param route as {@code GET /path}
     */
    public Samples value(String route, String name, String value) {
      return value(route + " " + name, value);
    }

    /** As {@link #json(String, String, String)}, of the type {@code application/json}. */
    public Samples json(String route, String singleQuoted) {
      return json(route, "application/json", singleQuoted);
    }

    /**
     * A body of JSON that is written with single quotes, on one line. Where it says {@code {n}},
     * each request has a number of its own, so that it can make what must be new.
     */
    public Samples json(String route, String mediaType, String singleQuoted) {
      return body(route, mediaType, singleQuoted.replace('\'', '"'));
    }

    /** The fields of a form, encoded. */
    public Samples form(String route, String form) {
      return body(route, "application/x-www-form-urlencoded", form);
    }

    private Samples body(String route, String mediaType, String body) {
      bodies.computeIfAbsent(route, any -> new TreeMap<>()).put(mediaType, body);
      return this;
    }

    /** Empty where there is none. */
    private String valueOn(Route route, String name) {
      return values.getOrDefault(route + " " + name, values.getOrDefault(name, ""));
    }

    private List<String> namesIn(String object) {
      String prefix = object + ".";
      return values.keySet().stream()
          .filter(name -> name.startsWith(prefix))
          .map(name -> name.substring(prefix.length()))
          .toList();
    }

    private SortedMap<String, String> bodiesOf(Route route) {
      return bodies.getOrDefault(route.toString(), Collections.emptySortedMap());
    }
  }

  /**
   * A place for a value.
   *
   * @param in as the contract says it
   * @param owner of what is a name within an object, what stands before it: {@code filter.}; else
   *     empty
   */
  private record Parameter(String in, String owner, String name) {

    String wireName() {
      return owner + name;
    }

    /** What can be sent there. */
    List<String> texts() {
      return switch (in) {
        case "query" -> TEXTS;
        // A path with the others is another path, or none, before anything of ours sees it.
        case "path" ->
            TEXTS.stream().filter(it -> !it.equals("\u0000") && !it.contains("..")).toList();
        case "header" ->
            TEXTS.stream().filter(it -> it.chars().allMatch(c -> c >= ' ' && c < 0x7f)).toList();
        default -> throw new AssertionError("a parameter in " + in);
      };
    }
  }

  /**
   * A request of a route.
   *
   * @param values by parameter; one that is empty is not sent
   * @param mediaType of the body; empty where there is none
   */
  private record Request(
      Route route, Map<Parameter, String> values, String mediaType, String body) {

    Request with(Parameter parameter, String value) {
      Map<Parameter, String> changed = new LinkedHashMap<>(values);
      changed.put(parameter, value);
      return new Request(route, changed, mediaType, body);
    }

    Request withBody(String otherType, String otherBody) {
      return new Request(route, values, otherType, otherBody);
    }

    String pathAndQuery() {
      String path = route.path();
      StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
      for (Map.Entry<Parameter, String> one : values.entrySet()) {
        Parameter parameter = one.getKey();
        String value = encoded(one.getValue());
        if (parameter.in().equals("path")) {
          path = path.replace("{" + parameter.name() + "}", value);
        } else if (parameter.in().equals("query") && !value.isEmpty()) {
          query.add(encoded(parameter.wireName()) + "=" + value);
        }
      }
      return path + query;
    }

    /** Those that are empty are not sent. */
    Map<String, String> headers() {
      Map<String, String> headers = new TreeMap<>();
      headers.put("Content-Type", mediaType);
      if (route.access().scope() == null) {
        // Where clients prove themselves in another way, a token would be a wrong proof.
        headers.put("Authorization", "");
      }
      values.forEach(
          (parameter, value) -> {
            if (parameter.in().equals("header")) {
              headers.put(parameter.name(), value);
            }
          });
      return headers;
    }

    /** Without the body. */
    @Override
    public String toString() {
      return "%s %s %s".formatted(route.method(), pathAndQuery(), headers());
    }
  }

  /**
   * Holds every route that can be told something. Fails where a sample is missing, or is not taken:
   * behind a request that is wrong anyway nothing is seen of what is hostile in it.
   *
   * @return the number of requests sent
   */
  public int check(List<Route> routes) {
    int before = sent;
    for (Route route : routes) {
      Map<Parameter, String> values = values(route);
      List<String> mediaTypes = mediaTypes(route);
      if (!values.isEmpty() || !mediaTypes.isEmpty()) {
        check(honest(route, values, mediaTypes), mediaTypes);
      }
    }
    return sent - before;
  }

  private void check(List<Request> honest, List<String> mediaTypes) {
    Request first = honest.getFirst();
    honest.forEach(this::takesTheSample);
    first.values().keySet().forEach(parameter -> spoil(first, parameter));
    honest.forEach(this::spoilFields);
    for (String mediaType : mediaTypes) {
      for (byte[] body : BODIES) {
        send(first.withBody(mediaType, ""), body);
      }
    }
  }

  /** One for each body that there is a sample of, or the one without a body. */
  private List<Request> honest(
      Route route, Map<Parameter, String> values, List<String> mediaTypes) {
    if (mediaTypes.isEmpty()) {
      return List.of(new Request(route, values, "", ""));
    }
    SortedMap<String, String> bodies = samples.bodiesOf(route);
    assertThat(bodies).as("%s takes a body: give a sample of one", route).isNotEmpty();
    return bodies.entrySet().stream()
        .map(body -> new Request(route, values, body.getKey(), body.getValue()))
        .toList();
  }

  private void takesTheSample(Request honest) {
    Answer answer =
        client.send(
            honest.route().method(),
            honest.pathAndQuery(),
            honest.headers(),
            numbered(honest.body()));
    sent++;
    String what = "the sample %s %s: %s".formatted(honest, honest.body(), answer.text());
    // What is there since the samples were sent before cannot always be made again.
    boolean isThere = answer.status() == 409 && honest.values().containsKey(IDEMPOTENCY_KEY);
    if (!isThere) {
      assertThat(answer.status()).as(what).isBetween(200, 299);
    }
    if (isList(honest.route())) {
      assertThat(rows(answer.body()))
          .as("rows for %s; without any, it says nothing that a hostile one has none", what)
          .isPositive();
    }
  }

  private void spoil(Request honest, Parameter parameter) {
    for (String text : parameter.texts()) {
      Answer answer = send(honest.with(parameter, text));
      if (parameter.in().equals("path")) {
        assertThat(answer.status())
            .as("%s with %s in its path: %s", honest.route(), text, answer.text())
            .isGreaterThanOrEqualTo(400);
      }
      if (!parameter.owner().isEmpty()) {
        Parameter renamed = new Parameter(parameter.in(), parameter.owner(), text);
        String value = honest.values().getOrDefault(parameter, "");
        send(honest.with(parameter, "").with(renamed, value));
      }
    }
  }

  private void spoilFields(Request honest) {
    for (String text : JSON_TEXTS) {
      for (String body : spoilt(honest, text)) {
        send(honest.withBody(honest.mediaType(), body));
      }
    }
  }

  private Answer send(Request request) {
    return send(request, numbered(request.body()));
  }

  private Answer send(Request request, byte[] body) {
    sent++;
    Answer answer =
        client.sendUnchecked(
            request.route().method(), request.pathAndQuery(), request.headers(), body);
    String what = request + " " + shown(body);
    assertThat(answer.status()).as("%s: %s", what, answer.text()).isLessThan(500);
    assertThat(answer.text()).as(what).doesNotContain(INSIDES);
    assertThat(answer.headers().firstValue("Set-Cookie")).as(what).isEmpty();
    if (answer.status() < 300 && isList(request.route())) {
      assertThat(rows(answer.body())).as("rows for %s: %s", what, answer.text()).isZero();
    }
    return answer;
  }

  /** Every parameter of the route with its sample. */
  private Map<Parameter, String> values(Route route) {
    Map<Parameter, String> values = new LinkedHashMap<>();
    for (JsonNode listed : operation(route).path("parameters")) {
      JsonNode described = contract.resolve(listed);
      for (Parameter parameter : parameters(route, described)) {
        String value = samples.valueOn(route, parameter.wireName());
        assertThat(value.isEmpty() && described.path("required").asBoolean())
            .as("%s requires %s: give a sample of it", route, parameter.wireName())
            .isFalse();
        values.put(parameter, value);
      }
    }
    return values;
  }

  /** One, or the names that there are samples of where it is an object ({@code NAME.KEY=VALUE}). */
  private List<Parameter> parameters(Route route, JsonNode described) {
    String in = described.path("in").asText();
    String name = described.path("name").asText();
    JsonNode schema = contract.resolve(described.path("schema"));
    if (!schema.path("type").asText().equals("object")) {
      return List.of(new Parameter(in, "", name));
    }
    List<String> names = samples.namesIn(name);
    assertThat(names).as("%s takes names in %s: give a sample of one", route, name).isNotEmpty();
    return names.stream().map(inner -> new Parameter(in, name + ".", inner)).toList();
  }

  private List<String> mediaTypes(Route route) {
    List<String> types = new ArrayList<>();
    operation(route).path("requestBody").path("content").fieldNames().forEachRemaining(types::add);
    return types;
  }

  /** Whether the answer is rows, by the page or all at once, and no single thing that has lists. */
  private boolean isList(Route route) {
    JsonNode answer = contract.resolve(operation(route).path("responses").path("200"));
    JsonNode schema =
        contract.resolve(answer.path("content").path("application/json").path("schema"));
    JsonNode fields = schema.path("properties");
    return schema.path("type").asText().equals("array")
        || fields.has("next_page_token")
        || fields.has("nextPageToken");
  }

  private static int rows(JsonNode list) {
    return list.isArray()
        ? list.size()
        : list.valueStream().filter(JsonNode::isArray).mapToInt(JsonNode::size).sum();
  }

  private JsonNode operation(Route route) {
    return contract
        .document()
        .path("paths")
        .path(route.path())
        .path(route.method().toLowerCase(Locale.ROOT));
  }

  /** The body of the request with each of its fields, in turn, being the text. */
  private static List<String> spoilt(Request honest, String text) {
    if (honest.mediaType().isEmpty()) {
      return List.of();
    }
    return honest.mediaType().contains("json")
        ? spoilt(parsed(honest.body()), text).stream().map(HostileInput::written).toList()
        : spoiltForm(honest.body(), text);
  }

  /** At every depth; and of every object the first field by that name. */
  private static List<JsonNode> spoilt(JsonNode value, String text) {
    List<JsonNode> found = new ArrayList<>();
    if (value instanceof ObjectNode object && !object.isEmpty()) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        for (JsonNode hostile : replaced(field.getValue(), text)) {
          ObjectNode copy = object.deepCopy();
          copy.set(field.getKey(), hostile);
          found.add(copy);
        }
      }
      ObjectNode renamed = object.deepCopy();
      JsonNode first = renamed.remove(object.fieldNames().next());
      renamed.set(text, first);
      found.add(renamed);
    } else if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        for (JsonNode hostile : replaced(array.get(i), text)) {
          ArrayNode copy = array.deepCopy();
          copy.set(i, hostile);
          found.add(copy);
        }
      }
    }
    return found;
  }

  private static List<JsonNode> replaced(JsonNode value, String text) {
    List<JsonNode> found = new ArrayList<>(List.of(TextNode.valueOf(text)));
    found.addAll(spoilt(value, text));
    return found;
  }

  private static List<String> spoiltForm(String form, String text) {
    List<String> fields = List.of(form.split("&", -1));
    List<String> found = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      String name = fields.get(i).split("=", 2)[0];
      List<String> copy = new ArrayList<>(fields);
      copy.set(i, name + "=" + encoded(text));
      found.add(String.join("&", copy));
    }
    return found;
  }

  private static JsonNode parsed(String json) {
    try {
      return ApiClient.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a sample that is no JSON: " + json, e);
    }
  }

  private static String written(JsonNode json) {
    try {
      return ESCAPING.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("cannot be written: " + json, e);
    }
  }

  private byte[] numbered(String body) {
    return text(body.replace("{n}", Integer.toString(sent)));
  }

  private static String shown(byte[] body) {
    return new String(body, 0, Math.min(body.length, SHOWN_BYTES), StandardCharsets.UTF_8);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
