package io.meterhouse.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.lifecycle.ServiceModule;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllInOneTest {

  /** A part as it stands. */
  private record Part(String name, boolean isRecovering, List<String> problems)
      implements ServiceModule {

    @Override
    public List<RouteGroup> routes() {
      return List.of();
    }

    @Override
    public void start() {}

    @Override
    public List<String> publicProblems() {
      return problems;
    }

    @Override
    public void close() {}
  }

  @Test
  void shouldTellWhatRecoversByItselfAndNothingElse() {
    Part ready = new Part("query-api", false, List.of());
    Part restores = new Part("stream-aggregator", true, List.of("restores its state, 1 of 2"));
    Part broken = new Part("rating-engine", false, List.of("PostgreSQL does not answer"));

    assertThat(AllInOne.recovering(List.of(ready, restores, broken)))
        .containsExactly("stream-aggregator: restores its state, 1 of 2");
    assertThat(AllInOne.recovering(List.of(ready))).isEmpty();
  }
}
