package io.meterhouse.kit.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracingTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

  @RegisterExtension
  private final OpenTelemetryExtension openTelemetry = OpenTelemetryExtension.create();

  private final Tracing tracing = new Tracing(openTelemetry.getOpenTelemetry());

  @Test
  void shouldGoOnWithTheTraceOfTheClient() {
    Tracing.RequestSpan request = tracing.request("POST", PARENT);
    assertThat(request.traceId()).isEqualTo(TRACE);
    assertThat(Tracing.currentTraceparent())
        .startsWith("00-" + TRACE + "-")
        .endsWith("-01")
        .isNotEqualTo(PARENT);
    request.detach();
    assertThat(Tracing.currentTraceparent()).isNull();
    request.end("/api/v1/tenants/{id}", 503);

    SpanData span = openTelemetry.getSpans().getFirst();
    assertThat(span.getName()).isEqualTo("POST /api/v1/tenants/{id}");
    assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0af7651916cd43dd8448eb211c80319c"
      })
  void shouldBeginANewTraceWhereTheHeaderIsNotOne(String bad) {
    Tracing.RequestSpan request = tracing.request("GET", bad);
    assertThat(request.traceId()).isNotNull().isNotEqualTo(TRACE);
    request.detach();
    request.end("/x", 200);
    assertThat(openTelemetry.getSpans().getFirst().getParentSpanContext().isValid()).isFalse();
  }

  @Test
  void shouldPointFromABatchToItsRequestsAndNoFurtherThanTheLimit() {
    List<String> many =
        IntStream.range(1, 100).mapToObj("00-%032x-b7ad6b7169203331-01"::formatted).toList();
    tracing.batch("insert", 100, many).close();
    tracing.batch("insert", 2, List.of(PARENT, PARENT, "nonsense")).close();
    tracing.batch("insert", 1, Collections.emptyList()).discard();

    assertThat(openTelemetry.getSpans())
        .extracting(span -> span.getLinks().size())
        .containsExactly(Tracing.MAX_LINKS, 1);
  }

  @Test
  void shouldPassOnTheClientsTraceAndBeginNoneWhereItIsOff() {
    Tracing.RequestSpan request = Tracing.off().request("GET", PARENT);
    String passedOn = Tracing.currentTraceparent();
    request.detach();
    request.end("/x", 200);
    assertThat(passedOn).isEqualTo(PARENT);

    Tracing.RequestSpan untraced = Tracing.off().request("GET", null);
    assertThat(Tracing.currentTraceparent()).isNull();
    untraced.detach();
    untraced.end("/x", 200);
  }
}
