package io.meterhouse.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class BrokerOutageTest {

  @Test
  void shouldTakeBrokersThatDoNotAnswerOrAreTooFewForAway() {
    assertThat(BrokerOutage.causes(wrapped(new TimeoutException("away")))).isTrue();
    assertThat(BrokerOutage.causes(wrapped(new NotEnoughReplicasException("one is away"))))
        .isTrue();
  }

  @Test
  void shouldNotTakeForAwayWhatTheBrokersRefuse() {
    assertThat(BrokerOutage.causes(wrapped(new RecordTooLargeException("too large")))).isFalse();
    assertThat(BrokerOutage.causes(wrapped(new TopicAuthorizationException("no")))).isFalse();
    assertThat(BrokerOutage.causes(wrapped(new SaslAuthenticationException("who")))).isFalse();
    assertThat(BrokerOutage.causes(new KafkaException("no cause"))).isFalse();
  }

  @Test
  void shouldNotTakeATopicThatIsGoneForAwayAlthoughTheClientTriesAgain() {
    Throwable gone =
        new TimeoutException("not in metadata", new UnknownTopicOrPartitionException("gone"));
    assertThat(BrokerOutage.causes(wrapped(gone))).isFalse();
  }

  private static KafkaException wrapped(Throwable cause) {
    return new KafkaException("not acknowledged", cause);
  }
}
