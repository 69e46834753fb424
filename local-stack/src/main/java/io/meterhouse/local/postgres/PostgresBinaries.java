package io.meterhouse.local.postgres;

import io.meterhouse.local.process.EngineStartException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's programs: packed in a Maven artifact, unpacked once into the user's cache. */
final class PostgresBinaries {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);
  private static final int DIGEST_CHARACTERS = 16;

  private final Path directory;

  private PostgresBinaries(Path directory) {
    this.directory = directory;
  }

  Path program(String name) {
    return directory.resolve("bin").resolve(name);
  }

  /** Unpacks them unless that has been done; processes that ask at the same time do it once. */
  static synchronized PostgresBinaries in(Path cache) {
    try {
      byte[] archive = PostgresArchive.ofThisMachine().read();
      Path unpacked = cache.resolve("postgresql-" + digest(archive));
      if (!Files.exists(unpacked)) {
        Files.createDirectories(cache);
        unpackOnce(archive, cache, unpacked);
      }
      return new PostgresBinaries(unpacked);
    } catch (IOException e) {
      throw new EngineStartException(
          "cannot unpack PostgreSQL into "
              + cache
              + ": "
              + e
              + ". METERHOUSE_CACHE names another folder.",
          e);
    }
  }

  private static void unpackOnce(byte[] archive, Path cache, Path unpacked) throws IOException {
    Path lockFile = cache.resolve("postgresql.lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      if (Files.exists(unpacked)) {
        return;
      }
      LOG.info("unpacking PostgreSQL into {} (once)", unpacked);
      Path partial = Files.createTempDirectory(cache, "postgresql-partial-");
      TarXz.unpack(new ByteArrayInputStream(archive), partial);
      // The name appears when everything is there: a kill before leaves no half of a server.
      Files.move(partial, unpacked, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static String digest(byte[] archive) {
    try {
      byte[] sha = MessageDigest.getInstance("SHA-256").digest(archive);
      return HexFormat.of().formatHex(sha).substring(0, DIGEST_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
