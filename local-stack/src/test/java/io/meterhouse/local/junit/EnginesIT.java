package io.meterhouse.local.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.local.EngineAddresses;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class EnginesIT {

  @Test
  void shouldGiveEnginesThatAnswer(EngineAddresses engines) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient();
        Admin admin = Admin.create(Map.of("bootstrap.servers", engines.kafkaBootstrapServers()));
        Connection postgres =
            DriverManager.getConnection(
                engines.postgresUrl(), engines.postgresUser(), engines.postgresPassword())) {
      assertThat(admin.describeCluster().nodes().get(30, TimeUnit.SECONDS)).hasSize(1);
      assertThat(postgres.isValid(30)).isTrue();
      HttpRequest question =
          HttpRequest.newBuilder(URI.create(engines.clickHouseUrl() + "/?query=SELECT%201"))
              .build();
      assertThat(http.send(question, HttpResponse.BodyHandlers.ofString()).body()).isEqualTo("1\n");
    }
  }

  @Test
  void shouldMakeFreshNames(EngineAddresses engines) {
    assertThat(engines.freshName("Tenant"))
        .matches("tenant_[0-9a-f]{12}")
        .isNotEqualTo(engines.freshName("Tenant"));
  }
}
