package io.meterhouse.allinone;

import io.meterhouse.aggregator.AuditException;
import io.meterhouse.aggregator.AuditModule;
import io.meterhouse.aggregator.AuditPeriod;
import io.meterhouse.aggregator.AuditRepair;
import io.meterhouse.aggregator.AuditReport;
import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.metering.TenantId;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks the promises on a Meterhouse that runs; changes nothing in it unless it is to repair. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description =
        "Checks on a Meterhouse that runs that everything accepted is counted once (P2) and that every window is the fold of its events (P3).",
    footer = {
      "",
      "Exit code: 0 nothing differs (with --repair: any more), 1 something does (or it could not be carried out), 2 wrong use."
    })
final class AuditCommand implements Callable<Integer> {

  private static final String KAFKA = "METERHOUSE_KAFKA_BOOTSTRAP_SERVERS";
  private static final String CLICKHOUSE = "METERHOUSE_CLICKHOUSE_URL";
  private static final Duration DEFAULT_PERIOD = Duration.ofHours(24);

  private final Map<String, String> environment;
  private final InstantSource clock;
  private final PrintStream out;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "first accepted time, such as 2026-11-21T00:00:00Z (default: 24 h before --to)")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "accepted time to stop before (default: all that is settled)")
  private @Nullable Instant to;

  @Option(names = "--tenant", paramLabel = "TEN-x", description = "of that tenant alone")
  private @Nullable String tenant;

  @Option(
      names = "--repair",
      description =
          "have windows that differ folded again from the stored events, and check them once more; what differs in the ledger or in the stored events stays")
  private boolean repair;

  @Option(names = "--json", description = "print the report as JSON")
  private boolean json;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "where the Meterhouse that up started keeps its data (default: METERHOUSE_DATA_DIR, else ~/.local/share/meterhouse)")
  private @Nullable Path dataDirectory;

  @Spec private @Nullable CommandSpec spec;

  AuditCommand(Map<String, String> environment, InstantSource clock, PrintStream out) {
    this.environment = Map.copyOf(environment);
    this.clock = clock;
    this.out = out;
  }

  @Override
  public Integer call() {
    TenantId wanted = tenant();
    if (from != null && to != null && !from.isBefore(to)) {
      throw refused(
          "--from %s --to %s (expected: the first before the second)".formatted(from, to));
    }
    Settings settings = settings();
    try (AuditModule module =
        AuditModule.open(
            KafkaConfig.from(settings),
            ClickHouseConfig.from(settings),
            StartupConfig.from(settings),
            clock)) {
      Instant end = to == null ? module.audit().settled() : to;
      Instant begin = from == null ? end.minus(DEFAULT_PERIOD) : from;
      AuditReport report = module.audit().run(new AuditPeriod(begin, end, wanted), () -> false);
      AuditRepair.@Nullable Outcome repaired = repair ? module.repair().run(report) : null;
      AuditReport last = repaired == null ? report : repaired.after();
      out.print(json ? AuditText.json(last, repaired) : AuditText.text(last, repaired));
      out.flush();
      return last.isClean() ? 0 : 1;
    } catch (AuditException e) {
      throw new StartupException("the audit could not be carried out: " + e.getMessage(), e);
    }
  }

  private @Nullable TenantId tenant() {
    try {
      return tenant == null ? null : TenantId.of(tenant);
    } catch (IllegalArgumentException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  /** What the environment does not say, the Meterhouse on the data directory does. */
  private Settings settings() {
    Settings named = Settings.of(environment);
    named.check();
    Map<String, String> all = new HashMap<>(environment);
    boolean isNamed = named.values().containsKey(KAFKA) && named.values().containsKey(CLICKHOUSE);
    if (dataDirectory != null || !isNamed) {
      Path directory = dataDirectory == null ? DataDirectories.usual(environment) : dataDirectory;
      RunningEngines.of(directory)
          .forEach(
              (key, value) -> {
                if (!named.values().containsKey(key)) {
                  all.put(key, value);
                }
              });
    }
    return Settings.of(all);
  }

  private CommandLine.ParameterException refused(String message) {
    return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
