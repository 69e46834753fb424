package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.testing.http.Answer;
import java.util.ArrayList;
import java.util.List;

/** Asks one service for usage. */
record UsageRoute(QueryService service) {

  /** Whatever is answered. */
  Answer ask(String meter, String parameters) {
    return service.get("/api/v1/meters/" + meter + "/query?" + parameters);
  }

  /** An answer that has to be a good one. */
  JsonNode query(String meter, String parameters) {
    Answer answer = ask(meter, parameters);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }

  /** The page behind that one. */
  JsonNode next(String meter, String parameters, JsonNode page) {
    return query(meter, parameters + "&page_token=" + page.path("next_page_token").asText());
  }

  /** As {@code start end subject dimensions value}. */
  static List<String> rows(JsonNode answer) {
    List<String> rows = new ArrayList<>();
    for (JsonNode row : answer.path("rows")) {
      rows.add(
          "%s %s %s %s %s"
              .formatted(
                  row.path("window_start").asText(),
                  row.path("window_end").asText(),
                  row.path("subject"),
                  row.path("dimensions"),
                  row.path("value").asText()));
    }
    return rows;
  }

  static List<String> subjects(JsonNode page) {
    return page.path("rows").findValuesAsText("subject");
  }
}
