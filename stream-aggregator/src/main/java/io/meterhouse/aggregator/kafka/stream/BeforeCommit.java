package io.meterhouse.aggregator.kafka.stream;

import java.util.Map;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Tells a processor that its task is about to commit, so that what it holds in memory goes into its
 * stores, and with them into the transaction. A store with nothing in it: Kafka Streams asks only
 * stores with a cache to write it, by an interface that it does not promise to keep. A release
 * without it would not compile here.
 */
final class BeforeCommit implements StateStore, CachedStateStore<Object, Object> {

  private final String name;
  private @Nullable Runnable writing;
  private boolean open;

  private BeforeCommit(String name) {
    this.name = name;
  }

  static StoreBuilder<BeforeCommit> store(String name) {
    return new Builder(name);
  }

  /** In place of what was to be done before. */
  void perform(Runnable write) {
    writing = write;
  }

  @Override
  public void flushCache() {
    if (writing != null) {
      writing.run();
    }
  }

  /** The task gives up what is not committed. */
  @Override
  public void clearCache() {
    writing = null;
  }

  @Override
  public boolean setFlushListener(
      @Nullable CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
    open = true;
  }

  @Override
  public void close() {
    writing = null;
    open = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  private record Builder(String name) implements StoreBuilder<BeforeCommit> {

    @Override
    public BeforeCommit build() {
      return new BeforeCommit(name);
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
      return false;
    }

    @Override
    public StoreBuilder<BeforeCommit> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<BeforeCommit> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<BeforeCommit> withLoggingEnabled(Map<String, String> config) {
      throw new UnsupportedOperationException(name + " has nothing to log");
    }

    @Override
    public StoreBuilder<BeforeCommit> withLoggingDisabled() {
      return this;
    }
  }
}
