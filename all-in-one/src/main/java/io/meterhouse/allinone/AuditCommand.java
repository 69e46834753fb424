package io.meterhouse.allinone;

import io.meterhouse.aggregator.AuditModule;
import io.meterhouse.aggregator.audit.AuditException;
import io.meterhouse.aggregator.audit.AuditPeriod;
import io.meterhouse.aggregator.audit.AuditRepair;
import io.meterhouse.aggregator.audit.AuditReport;
import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.RatingAuditModule;
import io.meterhouse.ratingengine.RatingConfig;
import io.meterhouse.ratingengine.audit.RatingAuditReport;
import io.meterhouse.ratingengine.audit.RatingRepair;
import io.meterhouse.ratingengine.outage.UnansweredException;
import io.meterhouse.usagestore.AcceptedSlice;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
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
        "Checks on a Meterhouse that runs that everything accepted is counted once (P2), that every window is the fold of its events (P3) and that every billing item is its usage at its price (P7).",
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
          "have windows that differ folded again from the stored events and items that differ rated again, and check them once more; what differs in the ledger, in the stored events or in a closed cycle stays")
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
    RatingAuditModule.Engines engines =
        new RatingAuditModule.Engines(
            KafkaConfig.from(settings),
            PostgresConfig.from(settings),
            ClickHouseConfig.from(settings),
            RatingConfig.deployment(settings));
    StartupConfig startup = StartupConfig.from(settings);
    try (AuditModule usage =
            AuditModule.open(engines.kafka(), engines.clickHouse(), startup, clock);
        RatingAuditModule items = RatingAuditModule.open(engines, startup, clock)) {
      AuditResult result = audit(usage, items, wanted);
      out.print(json ? AuditText.json(result) : AuditText.text(result));
      out.flush();
      return result.isClean() ? 0 : 1;
    } catch (AuditException | UnansweredException e) {
      throw new StartupException("the audit could not be carried out: " + e.getMessage(), e);
    }
  }

  /** Items last: those of a window that was wrong are right once the window is. */
  private AuditResult audit(AuditModule usage, RatingAuditModule items, @Nullable TenantId wanted) {
    Instant end = to == null ? usage.audit().settled() : to;
    Instant begin = from == null ? end.minus(DEFAULT_PERIOD) : from;
    AuditReport windows = usage.audit().run(new AuditPeriod(begin, end, wanted), () -> false);
    AuditRepair.@Nullable Outcome folded = repair ? usage.repair().run(windows) : null;
    AuditReport last = folded == null ? windows : folded.after();
    AuditPeriod period = last.period();
    if (period.isEmpty()) {
      return new AuditResult(last, null, folded, null);
    }
    RatingAuditReport bills =
        items
            .audit()
            .run(new AcceptedSlice(period.from(), period.to(), period.tenant()), () -> false);
    RatingRepair.@Nullable Outcome rated = repair ? items.repair().run(bills) : null;
    return new AuditResult(last, rated == null ? bills : rated.after(), folded, rated);
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
    // Whoever names these two speaks of another Meterhouse, whose PostgreSQL no file here knows.
    boolean isNamed = named.values().keySet().containsAll(List.of(KAFKA, CLICKHOUSE));
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
