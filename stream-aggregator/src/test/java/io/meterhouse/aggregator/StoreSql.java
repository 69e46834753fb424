package io.meterhouse.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Statements straight to ClickHouse: how a test damages what is stored. */
final class StoreSql {

  private final HttpClient client = HttpClient.newHttpClient();
  private final String address;

  StoreSql(String url, String database) {
    this.address =
        url + "/?database=" + URLEncoder.encode(database, StandardCharsets.UTF_8) + "&query=";
  }

  String run(String statement) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(address + URLEncoder.encode(statement, StandardCharsets.UTF_8)))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body().strip();
  }
}
