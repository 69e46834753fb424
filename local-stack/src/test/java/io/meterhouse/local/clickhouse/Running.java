package io.meterhouse.local.clickhouse;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;

/** What the shared server is doing. */
final class Running {
  private static final Duration SOON = Duration.ofSeconds(20);

  private Running() {}

  static void awaitQuery(String part) {
    await().atMost(SOON).until(() -> count(part) > 0);
  }

  static void awaitNoQuery(String part) {
    await().atMost(SOON).until(() -> count(part) == 0);
  }

  private static long count(String part) throws IOException, InterruptedException {
    Http.Reply reply =
        Http.to(TestClickHouse.url())
            .post(
                "SELECT count() FROM system.processes WHERE position(query, '%s') > 0 AND query NOT LIKE '%%system.processes%%'"
                    .formatted(part));
    return Long.parseLong(reply.text().strip());
  }
}
