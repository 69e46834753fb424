package io.meterhouse.local.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;

class RunOwnerTest {

  @Test
  void shouldBeMavenUnderMaven() {
    assumeThat(System.getProperty("surefire.real.class.path")).as("run by Surefire").isNotNull();

    ProcessHandle owner = RunOwner.find().process().orElseThrow();

    assertThat(owner.pid()).isNotEqualTo(ProcessHandle.current().pid());
    assertThat(owner.info().commandLine()).get().asString().contains("Launcher");
  }

  @Test
  void shouldBeGoneWhenItsProcessHasEnded() throws Exception {
    Process process = new ProcessBuilder("sleep", "600").start();
    RunOwner owner = RunOwner.of(process.toHandle());
    assertThat(owner.process()).contains(process.toHandle());

    process.destroyForcibly().waitFor();

    assertThat(owner.process()).isEmpty();
  }
}
