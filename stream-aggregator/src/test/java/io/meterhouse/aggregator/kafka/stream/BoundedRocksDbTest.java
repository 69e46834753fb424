package io.meterhouse.aggregator.kafka.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.IndexType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

class BoundedRocksDbTest {

  private static final int KEYS = 10_000;

  @TempDir Path folder;

  @Test
  void shouldReadNothingFromTheLowestLevelForWhatIsNotThere() throws RocksDBException {
    RocksDB.loadLibrary();
    try (BloomFilter filter = new BloomFilter();
        Statistics statistics = new Statistics();
        Options options = asKafkaStreamsGivesThem(filter)) {
      new BoundedRocksDb()
          .setConfig("seen", options, Map.of(BoundedRocksDb.MEMORY_BYTES, 64L << 20));
      options.setStatistics(statistics);
      BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
      assertThat(table.partitionFilters()).as("what is missing is loaded in pieces").isTrue();
      assertThat(table.indexType()).isEqualTo(IndexType.kTwoLevelIndexSearch);
      try (RocksDB store = RocksDB.open(options, folder.toString())) {
        for (int i = 0; i < KEYS; i++) {
          store.put(key(2 * i), new byte[40]);
        }
        store.compactRange();
        assertThat(store.getProperty("rocksdb.num-files-at-level6")).isNotEqualTo("0");

        for (int i = 0; i < KEYS; i++) {
          assertThat(store.get(key(2 * i + 1))).isNull();
        }
        assertThat(statistics.getTickerCount(TickerType.BLOOM_FILTER_USEFUL))
            .as("lookups that a filter answered")
            .isGreaterThan(KEYS * 9 / 10);
      }
    }
  }

  /** RocksDBStore.openDB of Kafka Streams 4.3, as far as lookups are concerned. */
  private static Options asKafkaStreamsGivesThem(BloomFilter filter) {
    return new Options()
        .setCreateIfMissing(true)
        .setOptimizeFiltersForHits(true)
        .setTableFormatConfig(new BlockBasedTableConfig().setFilterPolicy(filter));
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }
}
