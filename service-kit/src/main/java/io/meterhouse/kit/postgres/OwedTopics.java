package io.meterhouse.kit.postgres;

import io.meterhouse.kit.kafka.Topic;
import java.util.EnumSet;
import java.util.Set;
import org.jdbi.v3.core.config.JdbiConfig;

/** The topics for which a handle's transactions added messages; travels with the handle. */
public final class OwedTopics implements JdbiConfig<OwedTopics> {

  private final Set<Topic> topics = EnumSet.noneOf(Topic.class);

  void add(Topic topic) {
    topics.add(topic);
  }

  boolean owes(Topic topic) {
    return topics.contains(topic);
  }

  /** A new handle owes nothing. */
  @Override
  public OwedTopics createCopy() {
    return new OwedTopics();
  }
}
