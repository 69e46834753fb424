package io.meterhouse.local.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectRootTest {

  @TempDir private Path folder;

  @Test
  void shouldFindTheOutermostPom() throws Exception {
    Path module = Files.createDirectories(folder.resolve("root").resolve("module").resolve("src"));
    Files.createFile(folder.resolve("root").resolve("pom.xml"));
    Files.createFile(folder.resolve("root").resolve("module").resolve("pom.xml"));

    assertThat(ProjectRoot.above(module)).isEqualTo(folder.resolve("root"));
  }

  @Test
  void shouldTakeWhatTheBuildSays() {
    assertThat(ProjectRoot.find().resolve("local-stack").resolve("pom.xml")).exists();
  }
}
