package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.meterhouse.kit.access.AuthenticatorBusyException;
import io.meterhouse.kit.access.KeySecret;
import io.meterhouse.kit.catalog.AccessConfig;
import io.meterhouse.kit.catalog.CatalogAccess;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.local.kafka.KafkaEngine;
import io.meterhouse.local.kafka.KafkaOptions;
import io.meterhouse.testing.http.Answer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A broker of the test's own dies while many create meters. */
@ExtendWith(Engines.class)
class BrokerAwayIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final int CREATIONS = 30;
  private static final String READ = "/api/v1/tenants/TEN-read";

  @Test
  void shouldReadAndStayReadyWhileManyCreationsWaitForTheBroker(
      EngineAddresses shared, @TempDir Path folder) throws Exception {
    try (KafkaEngine broker = KafkaEngine.start(KafkaOptions.in(folder).forShortLife(true));
        QueryService service = QueryService.start(withBroker(shared, broker));
        CatalogAccess access = accessOn(broker);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      service.createTenant("TEN-read");
      createMeter(service, "before");

      String unknown = KeySecret.generate(new SecureRandom()).token();
      assertThat(access.authenticate(unknown)).isEmpty();
      broker.kill();
      assertThatThrownBy(() -> access.authenticate(unknown))
          .as("it may be new, and nobody can tell")
          .isInstanceOf(AuthenticatorBusyException.class);
      List<Future<Answer>> creations = new ArrayList<>();
      for (int i = 0; i < CREATIONS; i++) {
        String code = "away_" + i;
        creations.add(threads.submit(() -> service.post("/api/v1/meters", meter(code))));
      }
      int reads = 0;
      while (!creations.stream().allMatch(Future::isDone)) {
        assertThat(service.get(READ).status()).isEqualTo(200);
        Answer ready = service.get("/health/ready");
        assertThat(ready.status()).as(ready.text()).isEqualTo(200);
        reads++;
      }
      assertThat(reads).as("reads while creations waited").isPositive();
      for (Future<Answer> creation : creations) {
        assertThat(creation.get().status()).isEqualTo(503);
        assertThat(creation.get().body().toString()).contains("is stored, but the brokers");
      }
      Answer refused = service.post("/api/v1/meters?unknown=1", meter("refused"));
      assertThat(refused.status()).as("nothing of it is stored").isEqualTo(400);

      broker.restart();
      await().atMost(PATIENCE).until(() -> pendingRows(service) == 0);
      createMeter(service, "after");
    }
  }

  private static void createMeter(QueryService service, String code) {
    service.createMeter(meter(code));
  }

  private static String meter(String code) {
    return """
        {'code':'%1$s','name':'%1$s','event_type':'t','aggregation':'COUNT','unit':'call'}
        """
        .formatted(code);
  }

  private static int pendingRows(QueryService service) {
    return service
        .database()
        .withHandle(
            handle -> handle.createQuery("SELECT count(*) FROM outbox").mapTo(Integer.class).one());
  }

  private static CatalogAccess accessOn(KafkaEngine broker) {
    Settings settings =
        Settings.of(Map.of("METERHOUSE_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers()));
    CatalogAccess access =
        CatalogAccess.create(AccessConfig.from(settings), InstantSource.fixed(QueryService.NOW));
    access.start();
    return access;
  }

  private static EngineAddresses withBroker(EngineAddresses shared, KafkaEngine broker) {
    return new EngineAddresses(
        broker.bootstrapServers(),
        shared.clickHouseUrl(),
        shared.postgresUrl(),
        shared.postgresUser(),
        shared.postgresPassword());
  }
}
