package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationPlanTest {

  private static final Migration FIRST = Migration.of("V0001__one.sql", "SELECT 1;");
  private static final Migration SECOND = Migration.of("V0002__two.sql", "SELECT 2; SELECT 3;");

  @Test
  void shouldApplyWhatIsMissingInOrder() {
    assertThat(pending(List.of(SECOND, FIRST), List.of())).containsExactly(FIRST, SECOND);
    assertThat(pending(List.of(SECOND, FIRST), List.of(applied(FIRST)))).containsExactly(SECOND);
    assertThat(pending(List.of(FIRST), List.of(applied(FIRST)))).isEmpty();
  }

  @Test
  void shouldRefuseADatabaseOfANewerVersion() {
    assertThatThrownBy(() -> pending(List.of(FIRST), List.of(applied(FIRST), applied(SECOND))))
        .isInstanceOf(UsageStoreException.class)
        .hasMessage(
            "ClickHouse database d was migrated by a newer Meterhouse: it has V0002__two.sql, this"
                + " one knows up to version 1. Start that version or a later one.");
  }

  @Test
  void shouldRefuseAMigrationThatWasChangedAfterwards() {
    Migration changed = Migration.of("V0001__one.sql", "SELECT 11;");
    assertThatThrownBy(() -> pending(List.of(changed), List.of(applied(FIRST))))
        .isInstanceOf(UsageStoreException.class)
        .hasMessageContaining("V0001__one.sql with checksum " + FIRST.checksum())
        .hasMessageContaining("must not be changed");
  }

  @Test
  void shouldRefuseAMigrationThatIsNotOurs() {
    assertThatThrownBy(() -> pending(List.of(SECOND), List.of(applied(FIRST))))
        .isInstanceOf(UsageStoreException.class)
        .hasMessageContaining("V0001__one.sql, which this Meterhouse does not have");
  }

  @Test
  void shouldRefuseTwoMigrationsOfOneVersion() {
    Migration twin = Migration.of("V0001__other.sql", "SELECT 1;");
    assertThatThrownBy(() -> pending(List.of(FIRST, twin), List.of()))
        .hasMessageContaining("have the same version");
  }

  @Test
  void shouldRefuseANameWithoutVersion() {
    assertThatThrownBy(() -> Migration.of("usage.sql", ""))
        .hasMessage("migration: usage.sql (expected: a name such as V0001__usage.sql)");
  }

  @Test
  void shouldNameEveryFileOfTheDirectoryInTheIndex() throws IOException {
    Path directory =
        Path.of(System.getProperty("meterhouse.root"), "schemas/src/main/resources/clickhouse");
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(f -> f.endsWith(".sql")))
          .containsExactlyInAnyOrderElementsOf(
              ClickHouseMigrations.ofThisBuild().stream().map(Migration::name).toList());
    }
  }

  private static List<Migration> pending(List<Migration> known, List<AppliedMigration> applied) {
    return MigrationPlan.pending("d", known, applied);
  }

  private static AppliedMigration applied(Migration migration) {
    return new AppliedMigration(migration.version(), migration.name(), migration.checksum());
  }
}
