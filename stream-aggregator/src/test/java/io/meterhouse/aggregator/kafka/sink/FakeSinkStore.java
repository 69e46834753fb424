package io.meterhouse.aggregator.kafka.sink;

import com.google.protobuf.ByteString;
import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.sink.Sink;
import io.meterhouse.aggregator.sink.SinkRecord;
import io.meterhouse.aggregator.sink.SinkWriteException;
import io.meterhouse.aggregator.sink.UnreadableRecordException;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A sink and its store in memory, which fails to order: a real one does not. The text of a record
 * is its row, but for {@code unreadable}, which is none, and {@code nothing}, of which none is
 * kept.
 */
final class FakeSinkStore implements Sink<String>, ProgressStore {

  static final String NAME = "fake";

  /** Rows that the table will never take. */
  final Set<String> bad = ConcurrentHashMap.newKeySet();

  final Set<String> taken = ConcurrentHashMap.newKeySet();
  final Map<Integer, Long> progress = new ConcurrentHashMap<>();

  /** It does not answer. */
  volatile boolean away;

  /** It answers, but its table is not there. */
  volatile boolean refusing;

  /** It fails as nobody foresaw. */
  volatile boolean broken;

  /** Rows, each as often as it was written. */
  final AtomicInteger writes = new AtomicInteger();

  /** Records. */
  final AtomicInteger reads = new AtomicInteger();

  /** Batches. */
  final AtomicInteger gathered = new AtomicInteger();

  private final AtomicReference<@Nullable Gate> gate = new AtomicReference<>();

  Gate holdTheNextWrite() {
    Gate closed = new Gate();
    closed.closeFor(this);
    return closed;
  }

  Gate holdNoWrite() {
    return new Gate();
  }

  /** Of a batch that is being written, it may have rows that its progress does not tell of. */
  Backup backup() {
    return new Backup(progress, taken);
  }

  synchronized void restore(Backup backup) {
    taken.retainAll(backup.rows());
    progress.clear();
    progress.putAll(backup.progress());
  }

  /** The sum of the offsets that are recorded. */
  long reached() {
    return progress.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public @Nullable String read(SinkRecord record) {
    reads.incrementAndGet();
    String row = record.value().toString(StandardCharsets.UTF_8);
    if (row.equals("unreadable")) {
      throw new UnreadableRecordException("unreadable", new IllegalArgumentException());
    }
    return row.equals("nothing") ? null : row;
  }

  @Override
  public void gathered() {
    gathered.incrementAndGet();
  }

  @Override
  public void write(List<String> rows) {
    Gate closed = gate.getAndSet(null);
    if (closed != null) {
      closed.pass(rows.size());
    }
    if (broken) {
      throw new IllegalStateException("broken");
    }
    failIfAway();
    if (refusing || rows.stream().anyMatch(bad::contains)) {
      throw new SinkWriteException("bad", false, new IllegalStateException());
    }
    taken.addAll(rows);
    writes.addAndGet(rows.size());
  }

  @Override
  public void probe() {
    failIfAway();
    if (refusing) {
      throw new SinkWriteException("no table", false, new IllegalStateException());
    }
  }

  @Override
  public RejectedRecord rejection(SinkRecord record, String reason) {
    return RejectedRecord.newBuilder()
        .setMessage("refused: " + reason)
        .setUndecodable(ByteString.EMPTY)
        .build();
  }

  @Override
  public void record(String sink, String topic, Map<Integer, Long> nextOffsets) {
    failIfAway();
    nextOffsets.forEach((partition, next) -> progress.merge(partition, next, Math::max));
  }

  @Override
  public synchronized Map<Integer, Long> read(String sink, String topic) {
    failIfAway();
    return Map.copyOf(progress);
  }

  private void failIfAway() {
    if (away) {
      throw new SinkWriteException("away", true, new IllegalStateException());
    }
  }

  /**
   * What a store had at one time.
   *
   * @param progress partition to next offset; copied first, so that its rows are among these
   */
  record Backup(Map<Integer, Long> progress, Set<String> rows) {

    static final Backup OF_NOTHING = new Backup(Map.of(), Set.of());

    Backup {
      progress = Map.copyOf(progress);
      rows = Set.copyOf(rows);
    }
  }

  /** Where one write waits. */
  static final class Gate implements AutoCloseable {

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile int rows;

    /** For the next write of that store. */
    void closeFor(FakeSinkStore store) {
      store.gate.set(this);
    }

    boolean isReached() {
      return reached.getCount() == 0;
    }

    /** Of the write that waits; zero before one does. */
    int rows() {
      return rows;
    }

    void open() {
      open.countDown();
    }

    /** A write that still waits goes on. */
    @Override
    public void close() {
      open();
    }

    private void pass(int held) {
      rows = held;
      reached.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
