package io.meterhouse.local.junit;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.process.PidFile;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/** What a supervisor tells test JVMs: who it is and where its engines are. */
record Descriptor(long pid, long startMillis, EngineAddresses addresses) {

  static Path in(Path runFolder) {
    return runFolder.resolve("engines.properties");
  }

  static Descriptor ofThisProcess(EngineAddresses addresses) {
    ProcessHandle current = ProcessHandle.current();
    return new Descriptor(current.pid(), PidFile.startMillis(current), addresses);
  }

  /** Whether its supervisor still runs; one that was killed leaves its descriptor behind. */
  boolean isAlive() {
    return PidFile.running(pid, startMillis).isPresent();
  }

  static Optional<Descriptor> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return Optional.of(
        new Descriptor(
            Long.parseLong(properties.getProperty("pid")),
            Long.parseLong(properties.getProperty("startMillis")),
            new EngineAddresses(
                properties.getProperty("kafkaBootstrapServers", ""),
                properties.getProperty("clickHouseUrl", ""),
                properties.getProperty("postgresUrl", ""),
                properties.getProperty("postgresUser", ""),
                properties.getProperty("postgresPassword", ""))));
  }

  /** The file appears complete: that it is there is the supervisor's sign of readiness. */
  void write(Path file) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("pid", Long.toString(pid));
    properties.setProperty("startMillis", Long.toString(startMillis));
    properties.setProperty("kafkaBootstrapServers", addresses.kafkaBootstrapServers());
    properties.setProperty("clickHouseUrl", addresses.clickHouseUrl());
    properties.setProperty("postgresUrl", addresses.postgresUrl());
    properties.setProperty("postgresUser", addresses.postgresUser());
    properties.setProperty("postgresPassword", addresses.postgresPassword());
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try (Writer writer = Files.newBufferedWriter(partial)) {
      properties.store(writer, "Engines shared by the tests of this run");
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
