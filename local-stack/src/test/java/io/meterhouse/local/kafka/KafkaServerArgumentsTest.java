package io.meterhouse.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KafkaServerArgumentsTest {

  @Test
  void shouldReadWhatItWrites() {
    KafkaServerArguments arguments =
        new KafkaServerArguments(Path.of("/data/kafka"), "127.0.0.1", 9092, 9093);

    assertThat(KafkaServerArguments.parse(arguments.toCommandLine().toArray(String[]::new)))
        .isEqualTo(arguments);
  }

  @Test
  void shouldRefuseWhatItDoesNotKnowAndSayWhatItDoes() {
    assertThatThrownBy(() -> KafkaServerArguments.parse("--port", "9092", "--prot", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--prot")
        .hasMessageContaining("usage: KafkaServerMain");
  }
}
