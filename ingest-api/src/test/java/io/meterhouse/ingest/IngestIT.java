package io.meterhouse.ingest;

import static io.meterhouse.ingest.IngestService.EVENTS;
import static io.meterhouse.ingest.IngestService.SNAPSHOTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.meterhouse.kit.http.Route;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.testing.TestTokens;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.HostileInput;
import io.meterhouse.testing.http.HostileInput.Samples;
import io.meterhouse.testing.http.OpenApiContract;
import io.meterhouse.testing.http.RegisteredRoutes;
import io.meterhouse.testing.http.TenantIsolation;
import io.meterhouse.testing.http.TenantIsolation.Attack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a client is told of its events, and what is in the topic afterwards, are the same. */
@ExtendWith(Engines.class)
class IngestIT {

  private static final int BEYOND_THE_BODY_LIMIT = 9 * 1024 * 1024;

  private static final String EVENT =
      "{'specversion':'1.0','id':'e-{n}','source':'checkout','type':'llm.request',"
          + "'tenantid':'TEN-hostile','subject':'client-7','time':'2026-11-21T09:59:59Z',"
          + "'datacontenttype':'application/json','data':{'tokens':1,'model':'m-large'}}";
  private static final String SNAPSHOT =
      "{'tenant_id':'TEN-hostile','metric_code':'storage_gb','metric_value':'512.25',"
          + "'usage_date':'2026-11-21','subject':'client-7'}";

  private static IngestService service;

  @BeforeAll
  static void start(EngineAddresses engines) throws Exception {
    service =
        IngestService.start(
            engines,
            IngestFixtures.sumOfTokens("TEN-meter"),
            IngestFixtures.sumOfTokens("TEN-hostile"),
            IngestFixtures.snapshotMeter("TEN-hostile", "storage_gb"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void shouldServeEveryRouteOfTheContractAndNoOther() {
    assertThat(RegisteredRoutes.of(service.routes()))
        .isEqualTo(new OpenApiContract().operationsOf("ingest-api"));
  }

  @Test
  void shouldKeepOneCloudEventWithEveryDigitThatWasWritten() throws Exception {
    Answer answer =
        service.post(
            EVENTS,
            "application/cloudevents+json; charset=UTF-8",
            """
            {"specversion":"1.0","id":"one","source":"checkout","type":"llm.request",
             "tenantid":"TEN-one","subject":"client-7","time":"2026-11-21T09:59:59.123456789+01:00",
             "data":{"tokens": 1.20e2, "price":0.10000000000000000000001, "name":"\\u00fc\\n"}}
            """);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.text()).isEqualTo("{\"accepted\":1,\"rejected\":0,\"errors\":[]}");
    ConsumerRecord<byte[], byte[]> kept = service.recordsOf("TEN-one").getFirst();
    assertThat(kept.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
    assertThat(kept.key())
        .isEqualTo(Identity.of(TenantId.of("TEN-one"), "checkout", "one").bytes());
    UsageRecord record = UsageRecord.parseFrom(kept.value());
    assertThat(record.getData().toStringUtf8())
        .isEqualTo("{\"tokens\":1.20e2,\"price\":0.10000000000000000000001,\"name\":\"ü\\n\"}");
    assertThat(record.getTime().getEpochSeconds())
        .isEqualTo(Instant.parse("2026-11-21T08:59:59Z").getEpochSecond());
    assertThat(record.getTime().getNanos()).isEqualTo(123_456_789);
    assertThat(record.getIngestId()).matches("ing-[0-9A-HJKMNP-TV-Z]{26}");
    assertThat(record.getSubject()).isEqualTo("client-7");
  }

  @Test
  void shouldTakeACloudEventsBatchAndAnEmptyOne() throws Exception {
    String event =
        "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",\"type\":\"t\","
            + "\"tenantid\":\"TEN-cloud\",\"subject\":null,\"time\":null,\"data\":null}";

    Answer batch = service.post(EVENTS, "application/cloudevents-batch+json", "[" + event + "]");
    Answer empty = service.post(EVENTS, "application/cloudevents-batch+json", "[]");

    assertThat(batch.text()).isEqualTo("{\"accepted\":1,\"rejected\":0,\"errors\":[]}");
    assertThat(empty.status()).isEqualTo(202);
    assertThat(empty.text()).isEqualTo("{\"accepted\":0,\"rejected\":0,\"errors\":[]}");
    assertThat(service.idsOf("TEN-cloud")).containsExactly("e");
  }

  @Test
  void shouldTakeTheGoodEventsOfABatchAndTellAboutTheOthers() throws Exception {
    Answer answer =
        service.post(
            EVENTS,
            "application/json",
            """
            [{"id":"a","source":"s","type":"t","tenantid":"TEN-batch"},
             {"id":"b","source":"s","tenantid":"TEN-batch"},
             7,
             {"id":"c","source":"s","type":"t","tenantid":"TEN-batch","data":{"k":1,"k":2}},
             {"id":"d","source":"s","type":"t","tenantid":"TEN-batch"}]
            """);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body().get("accepted").intValue()).isEqualTo(2);
    assertThat(answer.body().get("rejected").intValue()).isEqualTo(3);
    assertThat(answer.body().get("errors").findValuesAsText("code"))
        .containsExactly("MISSING_FIELD", "WRONG_TYPE", "INVALID_JSON");
    assertThat(answer.body().get("errors").findValuesAsText("index"))
        .containsExactly("1", "2", "3");
    assertThat(answer.body().at("/errors/0/id").textValue()).isEqualTo("b");
    assertThat(service.idsOf("TEN-batch")).containsExactlyInAnyOrder("a", "d");
  }

  @Test
  void shouldTakeABatchWholeOrNotAtAllWhereAskedTo() throws IOException {
    String good = "{\"id\":\"a\",\"source\":\"s\",\"type\":\"t\",\"tenantid\":\"TEN-atomic\"}";
    String bad = "{\"id\":\"b\",\"source\":\"s\",\"tenantid\":\"TEN-atomic\"}";

    Answer refused =
        service.post(EVENTS + "?atomic=true", "application/json", "[" + good + "," + bad + "]");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().get("accepted").intValue()).isZero();
    assertThat(refused.body().get("rejected").intValue()).isEqualTo(2);
    assertThat(refused.body().get("errors")).hasSize(1);
    assertThat(refused.code()).isEqualTo("MISSING_FIELD");
    assertThat(service.idsOf("TEN-atomic")).isEmpty();

    Answer taken = service.post(EVENTS + "?atomic=true", "application/json", "[" + good + "]");
    assertThat(taken.status()).isEqualTo(202);
    assertThat(service.idsOf("TEN-atomic")).containsExactly("a");
    assertThat(service.post(EVENTS + "?atomic=yes", "application/json", good).status())
        .isEqualTo(400);
  }

  @Test
  void shouldTakeNothingWithAParameterThatItDoesNotKnow() throws IOException {
    String event = "{\"id\":\"e\",\"source\":\"s\",\"type\":\"t\",\"tenantid\":\"TEN-unread\"}";

    Answer answer = service.post(EVENTS + "?dry_run=true", "application/json", event);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID_ARGUMENT");
    assertThat(service.idsOf("TEN-unread")).isEmpty();
  }

  @Test
  void shouldAnswer400WithTheEnvelopeWhereNoneIsGood() {
    Answer answer =
        service.post(EVENTS, "application/json", "{\"id\":\"x\",\"source\":\"s\",\"type\":\"t\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().get("accepted").intValue()).isZero();
    assertThat(answer.body().at("/errors/0/code").textValue()).isEqualTo("TENANT_MISSING");
    assertThat(answer.code()).isEqualTo("TENANT_MISSING");
    assertThat(answer.body().at("/error/trace_id").textValue()).startsWith("req-");
  }

  @Test
  void shouldReadNdjsonLineByLineGzippedAndWithTheTenantOfTheHeader() throws Exception {
    String lines =
        """
        {"id":"l1","source":"s","type":"t"}
        {"id":"l2",

        {"id":"l3","source":"s","type":"t"}
        """;
    Answer answer =
        service.post(
            EVENTS,
            Map.of(
                "content-type",
                "APPLICATION/X-NDJSON; charset=utf-8",
                "content-encoding",
                "gzip",
                "x-tenant-id",
                "TEN-ndjson"),
            gzip(lines));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body().get("accepted").intValue()).isEqualTo(2);
    assertThat(answer.body().at("/errors/0/index").intValue()).isEqualTo(1);
    assertThat(service.idsOf("TEN-ndjson")).containsExactlyInAnyOrder("l1", "l3");
  }

  @Test
  void shouldTakeNothingForATenantThatTheTokenDoesNotReach() throws Exception {
    String event = "{'id':'x','source':'s','type':'t','%s':'TEN-victim'}";
    String snapshot =
        "{'tenant_id':'TEN-victim','metric_code':'m','metric_value':1,'usage_date':'2026-11-21'}";
    new TenantIsolation(service.client(), Map.of())
        .check(
            RegisteredRoutes.table(service.routes()),
            List.of(
                Attack.with("POST " + EVENTS, EVENTS, event.formatted("tenantid")),
                Attack.with("POST " + EVENTS, EVENTS, event.formatted("tenant_id")),
                Attack.with("POST " + EVENTS, EVENTS, "[" + event.formatted("tenantid") + "]"),
                Attack.with("POST " + SNAPSHOTS, SNAPSHOTS, snapshot),
                Attack.with(
                    "POST " + SNAPSHOTS + ":batch",
                    SNAPSHOTS + ":batch",
                    "{'snapshots':[" + snapshot + "]}"),
                Attack.with(
                    "POST " + SNAPSHOTS + ":batch", SNAPSHOTS + ":batch", "[" + snapshot + "]")));
    assertThat(service.recordsOf("TEN-victim")).isEmpty();
  }

  @Test
  void shouldNeitherFailNorTellOfItsInsideWhateverIsSent() {
    Samples samples =
        new Samples()
            .json("POST " + EVENTS, EVENT)
            .json("POST " + EVENTS, "application/cloudevents-batch+json", "[" + EVENT + "]")
            .json("POST " + SNAPSHOTS, SNAPSHOT)
            .json("POST " + SNAPSHOTS + ":batch", "{'snapshots':[" + SNAPSHOT + "]}");

    assertThat(
            new HostileInput(service.client(), samples)
                .check(RegisteredRoutes.table(service.routes())))
        .isGreaterThan(1_000);
  }

  @Test
  void shouldNeitherFailNorTellOfItsInsideWhateverIsSentInBinaryMode() {
    Samples samples =
        new Samples()
            .value("ce-specversion", "1.0")
            .value("ce-id", "binary")
            .value("ce-source", "checkout")
            .value("ce-type", "llm.request")
            .value("ce-tenantid", "TEN-hostile")
            .value("ce-subject", "client-7")
            .value("ce-time", "2026-11-21T09:59:59Z")
            .json("POST " + EVENTS, "{'tokens':1,'model':'m-large'}");
    List<Route> events =
        RegisteredRoutes.table(service.routes()).stream()
            .filter(route -> route.path().equals(EVENTS))
            .toList();

    assertThat(new HostileInput(service.client(), samples).check(events)).isGreaterThan(200);
  }

  @Test
  void shouldTakeOfABatchWhatTheTokenReachesForItsOwnTenant() throws Exception {
    Answer answer =
        service.post(
            EVENTS,
            Map.of(
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + TestTokens.ofTenant("TEN-own")),
            """
            [{"id":"named","source":"s","type":"t","tenantid":"TEN-own"},
             {"id":"unnamed","source":"s","type":"t"},
             {"id":"foreign","source":"s","type":"t","tenantid":"TEN-victim2"}]
            """
                .getBytes(UTF_8));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body().at("/errors/0/code").asText()).isEqualTo("TENANT_FORBIDDEN");
    assertThat(service.idsOf("TEN-own")).containsExactlyInAnyOrder("named", "unnamed");
    assertThat(service.recordsOf("TEN-victim2")).isEmpty();
  }

  @Test
  void shouldRefuseATenantInTheHeaderThatIsNone() {
    Answer answer =
        service.post(
            EVENTS,
            Map.of("Content-Type", "application/json", "X-Tenant-Id", "acme"),
            "[]".getBytes(UTF_8));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID_ARGUMENT");
    assertThat(answer.fieldsAtFault()).containsExactly("X-Tenant-Id");
  }

  @Test
  void shouldRefuseAValueThatAKnownMeterCannotRead() throws Exception {
    Answer answer =
        service.post(
            EVENTS,
            "application/json",
            """
            {"id":"m","source":"s","type":"llm.request","tenantid":"TEN-meter",
             "data":{"tokens":0.1234567890123}}
            """);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("VALUE_TOO_PRECISE");
    assertThat(answer.body().at("/errors/0/details/0/field").textValue()).isEqualTo("data.tokens");
    assertThat(service.recordsOf("TEN-meter")).isEmpty();
  }

  @Test
  void shouldRefuseWhatIsNoJsonOrOfAnotherKindOrTooLarge() throws Exception {
    String large = " ".repeat(BEYOND_THE_BODY_LIMIT) + "[]";
    Answer malformed = service.post(EVENTS, "application/json", "[{\"id\":1},\n  oops]");
    Answer otherKind = service.post(EVENTS, "text/plain", "hello");
    Answer tooLarge = service.post(EVENTS, "application/json", large);
    Answer bomb =
        service.post(
            EVENTS,
            Map.of("Content-Type", "application/json", "Content-Encoding", "gzip"),
            gzip(large));

    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.message()).contains("line 2, column");
    assertThat(otherKind.status()).isEqualTo(415);
    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(bomb.status()).isEqualTo(413);
  }

  @Test
  void shouldTakeEveryCodingAndRefuseWhatIsNotWhatItSays() throws Exception {
    String event = "{\"id\":\"%s\",\"source\":\"s\",\"type\":\"t\",\"tenantid\":\"TEN-codings\"}";
    byte[] zstd = zstd(event.formatted("zstd"));
    byte[] gzip = gzip(event.formatted("gzip"));
    byte[] plain = event.formatted("identity").getBytes(UTF_8);

    assertThat(coded("zstd", zstd).status()).isEqualTo(202);
    assertThat(coded("gzip", gzip).status()).isEqualTo(202);
    assertThat(coded("identity", plain).status()).isEqualTo(202);
    assertThat(coded("zstd", Arrays.copyOf(zstd, zstd.length - 5)).status()).isEqualTo(400);
    assertThat(coded("gzip", Arrays.copyOf(gzip, gzip.length - 12)).status()).isEqualTo(400);
    assertThat(coded("zstd", gzip).status()).isEqualTo(400);
    assertThat(coded("br", plain).status()).isEqualTo(415);
    assertThat(service.idsOf("TEN-codings")).containsExactlyInAnyOrder("zstd", "gzip", "identity");
  }

  @Test
  void shouldTakeUtf8UnderAnyOfItsNamesAndNoOtherCharset() {
    String event = "{\"id\":\"c\",\"source\":\"s\",\"type\":\"t\",\"tenantid\":\"TEN-charset\"}";
    assertThat(service.post(EVENTS, "application/json; charset=\"UTF-8\"", event).status())
        .isEqualTo(202);
    assertThat(service.post(EVENTS, "application/json;charset=iso-8859-1", event).status())
        .isEqualTo(415);
  }

  private static Answer coded(String coding, byte[] body) {
    return service.post(
        EVENTS, Map.of("Content-Type", "application/json", "Content-Encoding", coding), body);
  }

  private static byte[] zstd(String text) {
    return Zstd.compress(text.getBytes(UTF_8));
  }

  @Test
  void shouldBeAliveAndReady() {
    assertThat(service.get("/health/live").status()).isEqualTo(200);
    assertThat(service.get("/health/ready").status()).isEqualTo(200);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return packed.toByteArray();
  }
}
