package io.meterhouse.allinone;

import io.meterhouse.aggregator.AggregatorMain;
import io.meterhouse.ingest.IngestMain;
import io.meterhouse.query.QueryMain;
import io.meterhouse.ratingengine.RatingMain;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one service as production does: alone, configured by its environment. */
@Command(
    name = "service",
    mixinStandardHelpOptions = true,
    description = "Runs one service alone, configured by METERHOUSE_* environment variables.")
final class ServiceCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "ingest-api, stream-aggregator, rating-engine or query-api")
  private String name = "";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    String[] none = {};
    switch (name) {
      case "ingest-api" -> IngestMain.main(none);
      case "stream-aggregator" -> AggregatorMain.main(none);
      case "rating-engine" -> RatingMain.main(none);
      case "query-api" -> QueryMain.main(none);
      default ->
          throw new CommandLine.ParameterException(
              Objects.requireNonNull(spec).commandLine(),
              "service: %s (expected: ingest-api, stream-aggregator, rating-engine or query-api)"
                  .formatted(name));
    }
    return 0;
  }
}
