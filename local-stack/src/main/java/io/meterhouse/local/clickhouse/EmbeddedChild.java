package io.meterhouse.local.clickhouse;

import io.meterhouse.local.clickhouse.endpoint.EndpointSettings;
import io.meterhouse.local.process.Jvm;
import io.meterhouse.local.process.ProcessSpec;
import io.meterhouse.local.process.Readiness;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The embedded ClickHouse as a child JVM. */
final class EmbeddedChild {
  private EmbeddedChild() {}

  static ProcessSpec specification(Path library, EngineSettings settings, int port) {
    ClickHouseServerArguments arguments =
        new ClickHouseServerArguments(
            settings.dataDirectory(),
            settings.host(),
            port,
            library,
            settings.logFile(),
            settings.maxConcurrentQueries(),
            EndpointSettings.DEFAULT.queueWait(),
            EndpointSettings.DEFAULT.queryTimeLimit(),
            settings.maxMemoryMegabytes(),
            "",
            true);
    List<String> flags = new ArrayList<>(Jvm.flags(settings.maxHeapMegabytes()));
    flags.add("--enable-native-access=ALL-UNNAMED");
    // lz4-java and zstd-jni reach for it; quiet until they have moved on.
    flags.add("--sun-misc-unsafe-memory-access=allow");
    if (settings.shortLived()) {
      flags.add(Jvm.QUICK_COMPILER);
    }
    return ProcessSpec.of(
            "ClickHouse",
            Jvm.command(ClickHouseServerMain.class.getName(), flags, arguments.toCommandLine()),
            settings.outputFile())
        .withEnvironment(Jvm.environment())
        .withPidFile(settings.pidFile())
        .withStopGrace(ClickHouseServerMain.STOP_GRACE)
        .readyWhen(Readiness.printed(ClickHouseServerMain.READY_LINE), settings.startTimeout());
  }
}
