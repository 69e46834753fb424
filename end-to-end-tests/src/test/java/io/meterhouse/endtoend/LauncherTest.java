package io.meterhouse.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.endtoend.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher's own work: finding a JDK, building what is out of date, working from any folder. It
 * is copied into a checkout of its own, whose Maven and JDK print what they are asked for: the real
 * ones would build inside the build that runs this test.
 */
class LauncherTest {

  private static final Path ROOT = Path.of(System.getProperty("meterhouse.root", ".."));
  private static final String SOURCE = "metering-core/src/main/java/Meter.java";

  @TempDir private Path folder;

  private Path checkout;
  private Path elsewhere;
  private Path jdk;
  private Path link;

  @BeforeEach
  void layOutACheckout() throws IOException {
    checkout = Files.createDirectories(folder.resolve("a checkout"));
    elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    jdk = folder.resolve("jdk");
    Files.copy(
        ROOT.resolve("meterhouse"),
        checkout.resolve("meterhouse"),
        StandardCopyOption.COPY_ATTRIBUTES);
    write(checkout.resolve("pom.xml"), "<project/>");
    write(checkout.resolve(SOURCE), "class Meter {}");
    Files.createDirectories(checkout.resolve("all-in-one/target"));
    write(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    program(jdk.resolve("bin/java"), "echo \"java in $PWD\"; printf '%s\\n' \"$@\"");
    program(jdk.resolve("bin/javac"), "exit 1");
    program(folder.resolve("bin/mvn"), "echo \"$@\" >> \"" + folder.resolve("mvn.log") + "\"");
    link = Files.createSymbolicLink(elsewhere.resolve("mh"), checkout.resolve("meterhouse"));
  }

  @Test
  void shouldWorkFromAnyFolderThroughALink() throws Exception {
    Result up = launch("up", "--port", "0", "--data-dir", "a b");

    assertThat(up.exitCode()).as(up.output()).isZero();
    assertThat(up.output().lines())
        .contains("java in " + elsewhere.toRealPath())
        .endsWith("io.meterhouse.allinone.MeterhouseMain", "up", "--port", "0", "--data-dir", "a b")
        .contains(
            "%1$s/meterhouse.jar:%1$s/lib/*"
                .formatted(checkout.toRealPath().resolve("all-in-one/target")));
  }

  @Test
  void shouldBuildWhatIsOutOfDateAndNothingElse() throws Exception {
    assertThat(launch("build").output()).contains("building", "up to date");
    assertThat(launch("build").output()).isEqualTo("meterhouse: up to date\n");
    assertThat(builds()).hasSize(1);

    write(checkout.resolve(SOURCE), "class Meter { int changed; }");
    assertThat(launch("up").output()).contains("building");
    assertThat(launch("build").output()).isEqualTo("meterhouse: up to date\n");
    assertThat(builds()).hasSize(2);

    Files.delete(checkout.resolve(SOURCE));
    assertThat(launch("build").output()).contains("building");
    assertThat(builds()).hasSize(3);
  }

  @Test
  void shouldBuildAndRunTheBenchmarksApartFromTheProduct() throws Exception {
    launch("build");

    Result bench = launch("bench", "ingest", "--rounds", "1");

    assertThat(bench.exitCode()).as(bench.output()).isZero();
    assertThat(bench.output().lines())
        .contains("java in " + elsewhere.toRealPath())
        .contains(
            "%1$s/benchmarks.jar:%1$s/lib/*"
                .formatted(checkout.toRealPath().resolve("benchmarks/target")))
        .endsWith("io.meterhouse.benchmarks.BenchmarksMain", "ingest", "--rounds", "1");
    assertThat(launch("bench", "ingest").output()).doesNotContain("building");
    assertThat(launch("build").output()).isEqualTo("meterhouse: up to date\n");
    assertThat(builds())
        .satisfiesExactly(
            product -> assertThat(product).endsWith("-pl all-in-one -am package"),
            benchmarks -> assertThat(benchmarks).endsWith("-pl benchmarks -am package"));
  }

  @Test
  void shouldSayWhereTheOutputOfAFailedBuildIsAndBuildAgain() throws Exception {
    program(folder.resolve("bin/mvn"), "echo '[ERROR] Meter.java:1 no such class'; exit 1");

    for (int attempt = 0; attempt < 2; attempt++) {
      Result build = launch("up");
      assertThat(build.exitCode()).isEqualTo(1);
      assertThat(build.output())
          .contains("Meter.java:1 no such class")
          .contains("the whole output is in " + checkout.toRealPath() + "/target/build.log")
          .doesNotContain("java in");
    }
  }

  @Test
  void shouldBuildEverythingForTheTestsAndNotAgainAfterThem() throws Exception {
    assertThat(launch("test").exitCode()).isZero();
    assertThat(builds()).singleElement().asString().endsWith(" verify");

    assertThat(launch("build").output()).isEqualTo("meterhouse: up to date\n");
    assertThat(launch("bench", "ingest").output()).doesNotContain("building");
    assertThat(launch("test", "-pl", "schemas").exitCode()).isZero();
    assertThat(builds()).last().asString().endsWith(" verify -pl schemas");
  }

  @Test
  void shouldForgetTheLibrariesOfTheBuildBefore() throws Exception {
    write(checkout.resolve("all-in-one/target/lib/kafka-clients-4.2.0.jar"), "old");

    launch("build");

    assertThat(checkout.resolve("all-in-one/target/lib")).doesNotExist();
  }

  @Test
  void shouldBuildOnceWhereTwoAskAtTheSameTime() throws Exception {
    Path go = folder.resolve("go");
    Path waiting = folder.resolve("waiting");
    program(
        folder.resolve("bin/mvn"),
        "echo build >> '%s'; until [ -e '%s' ]; do sleep 0.05; done"
            .formatted(folder.resolve("mvn.log"), go));
    program(
        folder.resolve("bin/flock"),
        "case $1 in --nonblock) ;; *) touch '%s' ;; esac; exec '%s' \"$@\""
            .formatted(waiting, Shell.find("flock")));
    CompletableFuture<Result> first = inTheBackground("build");
    await().until(() -> Files.exists(folder.resolve("mvn.log")));
    CompletableFuture<Result> second = inTheBackground("build");
    await().until(() -> Files.exists(waiting));

    Files.createFile(go);

    assertThat(first.get().exitCode()).isZero();
    assertThat(second.get().output()).contains("waiting for another build", "up to date");
    assertThat(builds()).hasSize(1);
  }

  @Test
  void shouldFindTheJdkOfJavaHome() throws Exception {
    Result up = launch(Map.of("JAVA_HOME", jdk.toString()), "up");

    assertThat(up.output()).contains("java in " + elsewhere.toRealPath());
  }

  @Test
  void shouldSayThatMavenIsMissing() throws Exception {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool :
        List.of(
            "bash",
            "cat",
            "cksum",
            "dirname",
            "env",
            "find",
            "flock",
            "grep",
            "head",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sort",
            "uname")) {
      Files.createSymbolicLink(tools.resolve(tool), Shell.find(tool));
    }
    Map<String, String> environment =
        Map.of("METERHOUSE_JAVA_HOME", jdk.toString(), "PATH", tools.toString());

    Result build = Shell.run(elsewhere, environment, List.of(link.toString(), "build"));

    assertThat(build.exitCode()).isEqualTo(1);
    assertThat(build.output()).contains("Maven is missing", "3.8.7");
    assertThat(Shell.run(elsewhere, environment, List.of(link.toString(), "doctor")).output())
        .contains("Maven: MISSING", "ClickHouse: MISSING (");
  }

  @Test
  void shouldSayWhereTheClickHouseLibraryDoesNotExist() throws Exception {
    program(folder.resolve("bin/uname"), "echo 'Darwin arm64'");

    Result doctor = launch("doctor");

    assertThat(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.output()).contains("for Linux x86_64 only, this is Darwin arm64");
  }

  @Test
  void shouldSayWhatIsMissing() throws Exception {
    Map<String, String> wrongJdk = Map.of("METERHOUSE_JAVA_HOME", "/nowhere");
    assertThat(launch(wrongJdk, "up"))
        .returns(1, Result::exitCode)
        .extracting(Result::output)
        .asString()
        .contains("METERHOUSE_JAVA_HOME=/nowhere is not a JDK 25 or newer", "bin/javac");
    assertThat(launch(wrongJdk, "doctor"))
        .returns(1, Result::exitCode)
        .extracting(Result::output)
        .asString()
        .contains("JDK 25 or newer: MISSING", "Maven: ", "ClickHouse: ");

    write(jdk.resolve("release"), "JAVA_VERSION=\"21.0.1\"\n");
    assertThat(launch("build").output()).contains("is not a JDK 25 or newer");
  }

  @Test
  void shouldTellAllOfItsCommands() throws Exception {
    Result help = launch("help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.output())
        .contains(
            "demo",
            "up",
            "service",
            "audit",
            "bench",
            "simulate",
            "test",
            "build",
            "config",
            "format",
            "doctor");
    assertThat(launch()).isEqualTo(help);
    assertThat(launch("hepl"))
        .returns(2, Result::exitCode)
        .extracting(Result::output)
        .isEqualTo("meterhouse: unknown command: hepl\n\n" + help.output());
  }

  @Test
  void shouldHandOverWhatTheProgramItselfChecks() throws Exception {
    assertThat(launch("config", "--check").output().lines())
        .endsWith("io.meterhouse.allinone.MeterhouseMain", "config", "--check");
    assertThat(launch("audit", "--json").output().lines())
        .endsWith("io.meterhouse.allinone.MeterhouseMain", "audit", "--json");
  }

  @Test
  void shouldRefuseSeedsThatAreNone() throws Exception {
    assertThat(launch("simulate", "all"))
        .isEqualTo(
            new Result(
                2,
                "meterhouse: seeds: all (expected: one, such as 7, or a range, such as 1-200)\n"));
  }

  private CompletableFuture<Result> inTheBackground(String... arguments) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return launch(arguments);
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        Thread::startVirtualThread);
  }

  private Result launch(String... arguments) throws IOException, InterruptedException {
    return launch(Map.of("METERHOUSE_JAVA_HOME", jdk.toString()), arguments);
  }

  private Result launch(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(environment);
    all.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    List<String> command = new ArrayList<>(List.of(link.toString()));
    command.addAll(List.of(arguments));
    return Shell.run(elsewhere, all, command);
  }

  /** One line for each call of Maven. */
  private List<String> builds() throws IOException {
    return Files.readAllLines(folder.resolve("mvn.log"));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void program(Path file, String script) throws IOException {
    write(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
