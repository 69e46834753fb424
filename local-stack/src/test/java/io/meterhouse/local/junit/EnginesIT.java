package io.meterhouse.local.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.local.EngineAddresses;
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
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", engines.kafkaBootstrapServers()));
        Connection postgres =
            DriverManager.getConnection(
                engines.postgresUrl(), engines.postgresUser(), engines.postgresPassword())) {
      assertThat(admin.describeCluster().nodes().get(30, TimeUnit.SECONDS)).hasSize(1);
      assertThat(postgres.isValid(30)).isTrue();
    }
  }

  @Test
  void shouldMakeFreshNames(EngineAddresses engines) {
    assertThat(engines.freshName("Tenant"))
        .matches("tenant_[0-9a-f]{12}")
        .isNotEqualTo(engines.freshName("Tenant"));
  }
}
