package io.meterhouse.local.clickhouse.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.local.process.EngineStartException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChdbLibraryTest {
  @TempDir private Path cache;
  @TempDir private Path elsewhere;

  private final AtomicInteger fetches = new AtomicInteger();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void shouldFetchOnceAndSayThatItDoes() throws Exception {
    Path file = packageFile();
    ChdbLibrary library = library(chdb(sha512(file), 1), copyOf(file));
    Path first = library.fetch();
    assertThat(library.fetch()).isEqualTo(first).hasContent("the library");
    assertThat(fetches).hasValue(1);
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("Fetching @chdb/lib-test@1");
    assertThat(fetchingLeftovers()).isEmpty();
  }

  @Test
  void shouldFetchOnceThoughTwoWantItAtOnce() throws Exception {
    Path file = packageFile();
    ChdbPackage chdb = chdb(sha512(file), 1);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Callable<Path> fetch = () -> library(chdb, copyOf(file)).fetch();
      for (Future<Path> each : threads.invokeAll(List.of(fetch, fetch))) {
        assertThat(each.get()).hasContent("the library");
      }
    }
    assertThat(fetches).hasValue(1);
  }

  @Test
  void shouldRefuseAPackageWithAnotherDigestAndLeaveNothing() throws Exception {
    Path file = packageFile();
    ChdbLibrary library = library(chdb("AAAA", 1), copyOf(file));
    assertThatThrownBy(library::fetch)
        .isInstanceOf(EngineStartException.class)
        .hasMessageContaining(sha512(file))
        .hasMessageContaining("expected: AAAA")
        .hasMessageContaining("METERHOUSE_CLICKHOUSE_URL");
    assertThat(cache.resolve("lib-test-1")).doesNotExist();
    assertThat(fetchingLeftovers()).isEmpty();
  }

  @Test
  void shouldSayWhatToDoWithoutNpmAndWithoutNetwork() throws Exception {
    ChdbPackage chdb = chdb("AAAA", 1);
    NpmPack missing = new NpmPack(List.of(elsewhere.resolve("no-npm").toString()));
    assertThatThrownBy(library(chdb, missing)::fetch)
        .hasMessageContaining("install Node.js with npm")
        .hasMessageContaining("`clickhouse` binary on the PATH");
    NpmPack failing = new NpmPack(List.of("sh", "-c", "echo no route to host; exit 1"));
    assertThatThrownBy(library(chdb, failing)::fetch)
        .hasMessageContaining("is the network there")
        .hasMessageContaining("no route to host");
    assertThat(fetchingLeftovers()).isEmpty();
  }

  @Test
  void shouldRefuseToFillTheDisk() {
    assertThatThrownBy(library(chdb("AAAA", Long.MAX_VALUE), copyOf(elsewhere))::fetch)
        .hasMessageContaining("needed")
        .hasMessageContaining("METERHOUSE_CACHE");
    assertThat(fetches).hasValue(0);
  }

  @Test
  void shouldSayWhatToDoOnAnotherMachine() {
    assertThat(ChdbPackage.of("Linux", "amd64")).isPresent();
    assertThat(ChdbPackage.of("Mac OS X", "aarch64")).isEmpty();
    ChdbLibrary library =
        new ChdbLibrary(Optional.empty(), cache, copyOf(elsewhere), new PrintStream(printed));
    assertThatThrownBy(library::fetch)
        .hasMessageContaining("no embedded ClickHouse")
        .hasMessageContaining("METERHOUSE_CLICKHOUSE_URL");
  }

  private ChdbLibrary library(ChdbPackage chdb, PackageSource source) {
    return new ChdbLibrary(Optional.of(chdb), cache, source, new PrintStream(printed));
  }

  private static ChdbPackage chdb(String sha512, long unpackedBytes) {
    return new ChdbPackage("@chdb/lib-test", "1", sha512, unpackedBytes);
  }

  private PackageSource copyOf(Path file) {
    return (_, directory) -> {
      fetches.incrementAndGet();
      return Files.copy(file, directory.resolve("p.tgz"));
    };
  }

  private Path packageFile() throws IOException, InterruptedException {
    Files.createDirectories(elsewhere.resolve("package"));
    Files.writeString(elsewhere.resolve("package/libchdb.so"), "the library");
    Process tar =
        new ProcessBuilder("tar", "-czf", "p.tgz", "package").directory(elsewhere.toFile()).start();
    assertThat(tar.waitFor()).isZero();
    return elsewhere.resolve("p.tgz");
  }

  private static String sha512(Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(file));
    return Base64.getEncoder().encodeToString(digest);
  }

  private List<Path> fetchingLeftovers() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.filter(each -> each.getFileName().toString().startsWith("fetching-")).toList();
    }
  }
}
