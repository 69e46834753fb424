package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.http.Json;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.FilterOperator;
import io.meterhouse.metering.MeterFilter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.MeterVersions;
import io.meterhouse.metering.PropertyPath;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeterDefinitionTest {

  @Test
  void shouldReadEveryFieldOfAMeter() {
    MeterDefinition definition =
        read(
            """
            {'code':'llm_tokens','name':'LLM tokens','event_type':'llm.request','aggregation':'SUM',
             'value_property':'$.usage.tokens','dimensions':{'model':'$.model'},
             'filters':[{'property':'$.region','operator':'in','value':['eu','us']},
                        {'property':'retry','operator':'exists','value':false},
                        {'property':'$.size','operator':'gt','value':1.50}],
             'unit':'token','window_size':'HOUR','source':'events','tenant_id':'TEN-1'}
            """);

    assertThat(definition)
        .isEqualTo(
            new MeterDefinition(
                new TenantId("TEN-1"),
                "llm_tokens",
                "LLM tokens",
                "llm.request",
                Aggregation.SUM,
                PropertyPath.parse("$.usage.tokens"),
                new TreeMap<>(Map.of("model", PropertyPath.parse("$.model"))),
                List.of(
                    new MeterFilter(
                        PropertyPath.parse("$.region"),
                        FilterOperator.IN,
                        List.of(new DataValue.Text("eu"), new DataValue.Text("us"))),
                    new MeterFilter(
                        PropertyPath.parse("$.retry"),
                        FilterOperator.EXISTS,
                        List.of(new DataValue.Bool(false))),
                    new MeterFilter(
                        PropertyPath.parse("$.size"),
                        FilterOperator.GT,
                        List.of(new DataValue.Number("1.50")))),
                "token",
                WindowSize.HOUR,
                MeterSource.EVENTS));
  }

  @Test
  void shouldTakeWhatIsObviousWhereItIsNotSaid() {
    MeterDefinition definition =
        read("{'code':'calls','event_type':'api.call','aggregation':'count'}");

    assertThat(definition)
        .isEqualTo(
            new MeterDefinition(
                null,
                "calls",
                "calls",
                "api.call",
                Aggregation.COUNT,
                null,
                new TreeMap<>(),
                List.of(),
                "",
                WindowSize.MINUTE,
                MeterSource.EVENTS));
  }

  @Test
  void shouldMakeSnapshotsOfADayWithoutAnEventType() {
    MeterDefinition definition =
        read("{'code':'storage_gb_peak','aggregation':'MAX','source':'snapshots','unit':'GB'}");

    assertThat(definition.source()).isEqualTo(MeterSource.SNAPSHOTS);
    assertThat(definition.windowSize()).isEqualTo(WindowSize.DAY);
    assertThat(definition.toMeter(1, Instant.EPOCH).aggregation()).isEqualTo(Aggregation.MAX);
  }

  @Test
  void shouldReadAgainWhatItShows() throws Exception {
    MeterDefinition definition =
        read(
            """
            {'code':'a.b-c','event_type':'t','aggregation':'MAX','value_property':'x',
             'filters':[{'property':'a','operator':'eq','value':null},
                        {'property':'b','operator':'not_in','value':[1.10,true,'x',null]},
                        {'property':'c','operator':'exists'}]}
            """);
    ObjectNode shown =
        Json.snakeCase()
            .valueToTree(
                MeterView.of(
                    new MeterState(
                        MeterVersions.of(definition.toMeter(3, Instant.EPOCH)),
                        BuildProgress.NOTHING_TO_DO)));
    shown.remove(MeterView.NOT_DEFINED);

    assertThat(
            MeterDefinition.read(
                JsonBody.parse(Json.snakeCase().writeValueAsBytes(shown), Caller.SELF)))
        .isEqualTo(definition);
  }

  @Test
  void shouldTellEveryProblemAtOnce() throws Exception {
    assertThat(
            refusal(
                """
                {'code':'1st','event_type':' ','aggregation':'TOTAL','value_property':'$.a[0]',
                 'dimensions':{'subject':'$.s','model':7},'filters':[{'property':'$.x'},'y'],
                 'window_size':'WEEK','source':'stream','tenant_id':'acme','fillters':[]}
                """))
        .containsOnlyKeys(
            "code",
            "event_type",
            "aggregation",
            "value_property",
            "dimensions.subject",
            "dimensions.model",
            "filters[0].operator",
            "filters[1]",
            "filters[1].property",
            "filters[1].operator",
            "window_size",
            "source",
            "tenant_id",
            "fillters")
        .containsEntry("fillters", "unknown field (did you mean filters?)")
        .containsEntry(
            "aggregation", "'TOTAL' (expected: COUNT, SUM, MIN, MAX, AVG, LATEST, UNIQUE_COUNT)");
  }

  @Test
  void shouldRefuseToTellSnapshotsApart() throws Exception {
    assertThat(refusal("{'code':'c','source':'snapshots','aggregation':'UNIQUE_COUNT'}"))
        .isEqualTo(
            Map.of(
                "aggregation",
                "UNIQUE_COUNT (expected: COUNT, SUM, MIN, MAX, AVG, LATEST, as a snapshot declares"
                    + " a figure and no values to tell apart)"));
  }

  @Test
  void shouldRefuseASumOfNothingAndACountOfSomething() throws Exception {
    assertThat(refusal("{'code':'c','event_type':'t','aggregation':'SUM'}"))
        .isEqualTo(
            Map.of(
                "value_property",
                "missing (expected: a path such as $.tokens, as SUM reads a value)"));
    assertThat(refusal("{'code':'c','event_type':'t','aggregation':'COUNT','value_property':'x'}"))
        .isEqualTo(Map.of("value_property", "given (expected: absent, as COUNT reads no value)"));
  }

  @Test
  void shouldRefuseOfSnapshotsWhatTheyDoNotHave() throws Exception {
    assertThat(
            refusal(
                """
                {'code':'c','aggregation':'MAX','source':'snapshots','event_type':'t',
                 'value_property':'x','dimensions':{'a':'b'},'window_size':'HOUR',
                 'filters':[{'property':'a','operator':'exists'}]}
                """))
        .containsOnlyKeys("event_type", "value_property", "dimensions", "filters", "window_size");
  }

  @Test
  void shouldRefuseTheSeventeenthDimension() throws Exception {
    String dimensions =
        IntStream.rangeClosed(1, 17)
            .mapToObj("'d%1$d':'d%1$d'"::formatted)
            .collect(Collectors.joining(","));

    assertThat(
            refusal(
                "{'code':'c','event_type':'t','aggregation':'COUNT','dimensions':{%s}}"
                    .formatted(dimensions)))
        .isEqualTo(Map.of("dimensions", "17 dimensions (expected: at most 16)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'operator':'eq'|one scalar",
        "'operator':'eq','value':['a']|one scalar",
        "'operator':'in','value':'a'|1 to 1000 scalars",
        "'operator':'in','value':[]|1 to 1000 scalars",
        "'operator':'gt','value':true|one number or text",
        "'operator':'exists','value':'yes'|nothing, true or false",
      })
  void shouldRefuseAFilterWhoseValueDoesNotFitItsOperator(String operation, String expected)
      throws Exception {
    assertThat(
            refusal(
                "{'code':'c','event_type':'t','aggregation':'COUNT','filters':[{'property':'a',%s}]}"
                    .formatted(operation)))
        .hasSize(1)
        .hasEntrySatisfying(
            "filters[0].value", reason -> assertThat(reason).contains("(expected: " + expected));
  }

  @Test
  void shouldRefuseAControlCharacterInAName() throws Exception {
    assertThat(refusal("{'code':'c','event_type':'t','aggregation':'COUNT','name':'a\\u0000b'}"))
        .containsOnlyKeys("name");
  }

  private static MeterDefinition read(String json) {
    return MeterDefinition.read(Bodies.json(json));
  }

  private static Map<String, String> refusal(String json) throws Exception {
    return Bodies.refusal(() -> read(json));
  }
}
