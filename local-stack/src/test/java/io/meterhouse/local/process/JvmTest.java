package io.meterhouse.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmTest {

  @TempDir private Path folder;

  @Test
  void shouldArchiveNothingWhereClassesLieInFolders() throws Exception {
    String classPath = jar() + File.pathSeparator + folder;

    assertThat(Jvm.classArchive(folder.resolve("a.jsa"), classPath)).isEmpty();
  }

  @Test
  void shouldWriteTheArchiveAtAnOrderlyEndAndStartWithItAgain() throws Exception {
    Path archive = folder.resolve("a.jsa");
    String classPath = jar().toString();

    runWith(Jvm.classArchive(archive, classPath), classPath);
    assertThat(archive).isNotEmptyFile();

    // Refuses to start where the archive does not fit.
    List<String> strict = new ArrayList<>(Jvm.classArchive(archive, classPath));
    strict.remove("-XX:+AutoCreateSharedArchive");
    strict.add("-Xshare:on");
    runWith(strict, classPath);
  }

  private void runWith(List<String> archiveFlags, String classPath) {
    List<String> flags = new ArrayList<>(Jvm.flags(32));
    flags.addAll(archiveFlags);
    ChildProcess.run(
        ProcessSpec.of(
                "a JVM",
                Jvm.command(Greeting.class.getName(), flags, List.of()),
                folder.resolve("log"))
            .withEnvironment(Map.of("CLASSPATH", classPath))
            .readyWhen(ChildProcess::isAlive, Duration.ofSeconds(60)));
  }

  private Path jar() throws IOException {
    String name = Greeting.class.getName().replace('.', '/') + ".class";
    Path jar = folder.resolve("greeting.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        var content = Greeting.class.getClassLoader().getResourceAsStream(name)) {
      out.putNextEntry(new JarEntry(name));
      content.transferTo(out);
      out.closeEntry();
    }
    return jar;
  }

  /** A program. */
  static final class Greeting {

    private Greeting() {}

    public static void main(String[] args) {
      System.out.println("Good morning");
    }
  }
}
