package io.meterhouse.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.local.process.EngineStartException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresArchiveTest {

  @Test
  void shouldBeThereForEveryMachineThatWeRunOn() {
    assertThat(
            List.of(
                PostgresArchive.of("Linux", "amd64"),
                PostgresArchive.of("Linux", "aarch64"),
                PostgresArchive.of("Mac OS X", "x86_64"),
                PostgresArchive.of("Mac OS X", "aarch64")))
        .doesNotHaveDuplicates()
        .allSatisfy(archive -> assertThat(archive.read()).hasSizeGreaterThan(1 << 20));
  }

  @Test
  void shouldSayWhatToDoOnAnother() {
    assertThatThrownBy(() -> PostgresArchive.of("AIX", "ppc64").read())
        .isInstanceOf(EngineStartException.class)
        .hasMessageContaining("postgres-aix-ppc64.txz")
        .hasMessageContaining("METERHOUSE_POSTGRES_URL");
  }
}
