package io.meterhouse.local.postgres;

import io.meterhouse.local.process.EngineStartException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * The packed server for one kind of machine, on the class path.
 *
 * @param resource file name in its Maven artifact
 */
record PostgresArchive(String resource) {

  static PostgresArchive ofThisMachine() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /** From what Java calls the system and the processor. */
  static PostgresArchive of(String osName, String osArch) {
    String system = osName.startsWith("Mac") ? "darwin" : osName.toLowerCase(Locale.ROOT);
    String processor =
        switch (osArch) {
          case "amd64" -> "x86_64";
          case "aarch64" -> "arm_64";
          default -> osArch;
        };
    return new PostgresArchive("postgres-" + system + "-" + processor + ".txz");
  }

  byte[] read() throws IOException {
    try (InputStream packed = PostgresArchive.class.getResourceAsStream("/" + resource)) {
      if (packed == null) {
        throw new EngineStartException(
            "there is no embedded PostgreSQL for this machine ("
                + resource
                + "). Install PostgreSQL and name it in METERHOUSE_POSTGRES_URL.");
      }
      return packed.readAllBytes();
    }
  }
}
