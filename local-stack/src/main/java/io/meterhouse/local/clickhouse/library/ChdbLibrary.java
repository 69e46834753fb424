package io.meterhouse.local.clickhouse.library;

import io.meterhouse.local.process.EngineStartException;
import io.meterhouse.local.process.UserCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * libchdb in the user's cache: fetched once, checked against a pinned digest before anything is
 * unpacked, and put in place in one step, so that a half-made copy is never seen.
 */
public final class ChdbLibrary {
  private static final String OTHER_WAYS =
      " Instead, put a `clickhouse` binary on the PATH, or set METERHOUSE_CLICKHOUSE_URL to a"
          + " ClickHouse server that runs.";
  private static final String LIBRARY = "libchdb.so";
  private static final int BUFFER_BYTES = 1024 * 1024;
  private static final long UNPACK_LIMIT_SECONDS = 300;
  private static final long MEBIBYTE = 1024 * 1024;

  /** One fetch at a time in this JVM; file locks tell processes apart, not threads. */
  private static final Object IN_THIS_JVM = new Object();

  private final Optional<ChdbPackage> wanted;
  private final Path cache;
  private final PackageSource source;
  private final PrintStream progress;

  ChdbLibrary(
      Optional<ChdbPackage> wanted, Path cache, PackageSource source, PrintStream progress) {
    this.wanted = wanted;
    this.cache = cache;
    this.source = source;
    this.progress = progress;
  }

  /** For this machine and user. */
  public static ChdbLibrary ofThisMachine(Map<String, String> environment, PrintStream progress) {
    return new ChdbLibrary(
        ChdbPackage.of(System.getProperty("os.name"), System.getProperty("os.arch")),
        UserCache.directory(environment),
        new NpmPack(List.of("npm")),
        progress);
  }

  /**
   * The library's file, fetched if need be.
   *
   * @throws EngineStartException if it cannot be had; the message says why and what to do, and
   *     nothing is left behind
   */
  public Path fetch() {
    ChdbPackage chdb =
        wanted.orElseThrow(
            () ->
                new EngineStartException(
                    "There is no embedded ClickHouse for %s on %s."
                            .formatted(System.getProperty("os.name"), System.getProperty("os.arch"))
                        + OTHER_WAYS));
    Path library = cache.resolve(chdb.folder()).resolve(LIBRARY);
    if (Files.exists(library)) {
      return library;
    }
    try {
      Files.createDirectories(cache);
      synchronized (IN_THIS_JVM) {
        fetchAlone(chdb, library);
      }
    } catch (IOException e) {
      throw new EngineStartException(
          "The embedded ClickHouse cannot be fetched: " + e.getMessage() + "." + OTHER_WAYS, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineStartException("Fetching the embedded ClickHouse was interrupted.", e);
    }
    return library;
  }

  private void fetchAlone(ChdbPackage chdb, Path library) throws IOException, InterruptedException {
    Path lockFile = cache.resolve(chdb.folder() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      if (Files.exists(library)) {
        return;
      }
      removeLeftovers();
      Path work = Files.createTempDirectory(cache, "fetching-");
      try {
        requireSpace(chdb);
        progress.printf(
            "Fetching %s, ClickHouse as a library (180 MB, once), into %s …%n",
            chdb.specifier(), cache);
        Path file = source.fetch(chdb, work);
        requireDigest(chdb, file);
        unpack(file, work);
        Files.delete(file);
        Files.move(work.resolve("package"), library.getParent(), StandardCopyOption.ATOMIC_MOVE);
        progress.println("Fetched.");
      } finally {
        delete(work);
      }
    }
  }

  private void requireSpace(ChdbPackage chdb) throws IOException {
    long usable = Files.getFileStore(cache).getUsableSpace();
    if (usable < chdb.unpackedBytes()) {
      throw new IOException(
          "%s has %d MiB left (needed: %d MiB); free some, or set METERHOUSE_CACHE to another disk"
              .formatted(cache, usable / MEBIBYTE, chdb.unpackedBytes() / MEBIBYTE));
    }
  }

  private static void requireDigest(ChdbPackage chdb, Path file) throws IOException {
    String actual = sha512(file);
    if (!actual.equals(chdb.sha512())) {
      throw new IOException(
          "%s has the sha-512 %s (expected: %s)"
              .formatted(chdb.specifier(), actual, chdb.sha512()));
    }
  }

  private static String sha512(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        byte[] buffer = new byte[BUFFER_BYTES];
        while (in.read(buffer) >= 0) {
          // The stream feeds the digest.
        }
      }
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }

  private static void unpack(Path file, Path directory) throws IOException, InterruptedException {
    Process tar =
        new ProcessBuilder("tar", "-xzf", file.toString(), "package/" + LIBRARY)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("tar.log").toFile())
            .start();
    if (!tar.waitFor(UNPACK_LIMIT_SECONDS, TimeUnit.SECONDS) || tar.exitValue() != 0) {
      tar.destroyForcibly();
      throw new IOException(
          "tar cannot unpack it: " + Files.readString(directory.resolve("tar.log")).strip());
    }
  }

  /** What fetches left that were killed; we hold the lock, so none is running. */
  private void removeLeftovers() throws IOException {
    try (Stream<Path> entries = Files.list(cache)) {
      for (Path entry : entries.toList()) {
        if (entry.getFileName().toString().startsWith("fetching-")) {
          delete(entry);
        }
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> entries = Files.walk(directory)) {
      for (Path entry : entries.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }
}
