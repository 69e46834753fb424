package io.meterhouse.aggregator.kafka.stream;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One budget of memory for every store of the process. RocksDB's defaults are a budget a store, and
 * there is a store a partition and segment: with 4 partitions more than a gigabyte.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {

  /** Key of the streams configuration: bytes for everything. */
  static final String MEMORY_BYTES = "meterhouse.rocksdb.memory.bytes";

  private static final long WRITE_BUFFER_SHARE = 2;
  private static final long WRITE_BUFFER_BYTES = 8L * 1024 * 1024;
  private static final long BLOCK_BYTES = 4L * 1024;
  private static final double MEMTABLE_FILTER_SHARE = 0.1;

  private static @Nullable Shared shared;

  /** Lives as long as the process: stores of all threads hold it. */
  private record Shared(Cache cache, WriteBufferManager writeBuffers) {}

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    Shared memory = shared(Long.parseLong(String.valueOf(configs.get(MEMORY_BYTES))));
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(memory.cache());
    table.setBlockSize(BLOCK_BYTES);
    // Filters count against the budget too, but go last: a lookup that misses needs nothing else.
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    table.setPinL0FilterAndIndexBlocksInCache(true);
    // Where they are more than the budget, what is missing is a block of them and not a megabyte.
    table.setPartitionFilters(true);
    table.setIndexType(IndexType.kTwoLevelIndexSearch);
    // Most lookups are of what is not there: a new identity, a new window. Kafka Streams means
    // lookups that find something, and would leave the lowest level, which is nearly everything,
    // without filters. What is not written out yet has one too.
    options.setOptimizeFiltersForHits(false);
    options.setMemtablePrefixBloomSizeRatio(MEMTABLE_FILTER_SHARE);
    options.setMemtableWholeKeyFiltering(true);
    options.setWriteBufferManager(memory.writeBuffers());
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    options.setTableFormatConfig(table);
  }

  @Override
  public void close(String storeName, Options options) {
    // What setConfig made is shared and stays.
  }

  private static synchronized Shared shared(long bytes) {
    if (shared == null) {
      Cache cache = new LRUCache(bytes, -1, false, 0.2);
      shared = new Shared(cache, new WriteBufferManager(bytes / WRITE_BUFFER_SHARE, cache));
    }
    return shared;
  }
}
