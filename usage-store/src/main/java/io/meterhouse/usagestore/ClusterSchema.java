package io.meterhouse.usagestore;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scripts on every server of a cluster. The rows of a table are in {@code NAME_local} of each
 * shard; {@code NAME}, which is what is read and written, is {@code Distributed} over them. A
 * column that is added is added to the local table, and the other, which holds nothing itself, is
 * made again after it.
 *
 * <p>It takes the two kinds of statements that scripts have, and refuses any other: what a cluster
 * is to make of it would be a guess.
 */
final class ClusterSchema implements Schema {

  static final String DISTRIBUTED = "Distributed";

  private static final String LOCAL = "_local";

  private static final Pattern COMMENT_LINES = Pattern.compile("(?:\\s*--[^\\n]*\\n)*\\s*");
  private static final Pattern CREATE =
      Pattern.compile("CREATE TABLE IF NOT EXISTS (\\w+)(?=\\s*\\()");
  private static final Pattern ALTER = Pattern.compile("ALTER TABLE (\\w+)(?=\\s)");
  private static final Pattern ENGINE =
      Pattern.compile("(?m)^ENGINE = (\\w*MergeTree)(?:\\((\\w+)\\))?$");

  private final String database;
  private final StoreLayout layout;
  private final int shards;

  ClusterSchema(String database, StoreLayout layout, int shards) {
    this.database = database;
    this.layout = layout;
    this.shards = shards;
  }

  @Override
  public String createDatabase() {
    return "CREATE DATABASE IF NOT EXISTS `" + database + "`" + onCluster();
  }

  @Override
  public List<String> statements(String ours) {
    Matcher comments = COMMENT_LINES.matcher(ours);
    String statement = comments.lookingAt() ? ours.substring(comments.end()) : ours;
    Matcher create = CREATE.matcher(statement);
    if (create.lookingAt()) {
      String table = create.group(1);
      return List.of(
          create.group().replace(table, table + LOCAL)
              + onCluster()
              + withEngine(table, statement.substring(create.end())),
          distributed(table));
    }
    Matcher alter = ALTER.matcher(statement);
    if (alter.lookingAt()) {
      String table = alter.group(1);
      return List.of(
          "ALTER TABLE " + table + LOCAL + onCluster() + statement.substring(alter.end()),
          distributed(table));
    }
    throw new IllegalArgumentException(
        "statement: %s (expected for a cluster: CREATE TABLE IF NOT EXISTS or ALTER TABLE)"
            .formatted(statement));
  }

  @Override
  public String rowsOf(String table) {
    return table + LOCAL;
  }

  @Override
  public Optional<String> mismatch(List<StoredTable> tables) {
    return tables.stream().flatMap(table -> mismatch(table).stream()).findFirst();
  }

  /** The sorting key, the partition and all else stay; only who merges the rows is another. */
  private String withEngine(String table, String rest) {
    Matcher engine = ENGINE.matcher(rest);
    if (!engine.find()) {
      throw new IllegalArgumentException(
          "table %s: %s (expected: a line such as ENGINE = ReplacingMergeTree(version))"
              .formatted(table, rest));
    }
    if (!layout.replicated()) {
      return rest;
    }
    String version = engine.group(2) == null ? "" : ", " + engine.group(2);
    // The servers say what stands for the words in braces.
    return rest.substring(0, engine.start())
        + "ENGINE = Replicated%s('/clickhouse/tables/{shard}/%s/%s%s', '{replica}'%s)"
            .formatted(engine.group(1), database, table, LOCAL, version)
        + rest.substring(engine.end());
  }

  private String distributed(String table) {
    return "CREATE OR REPLACE TABLE %s%s AS %s%s\nENGINE = %s\nCOMMENT '%s'"
        .formatted(table, onCluster(), table, LOCAL, engine(table), comment());
  }

  private String engine(String table) {
    return "%s('%s', '%s', '%s%s', %s)"
        .formatted(
            DISTRIBUTED, layout.cluster(), database, table, LOCAL, ShardingKeys.expression(table));
  }

  /** With more shards rows would belong elsewhere than where they are, so the number is kept. */
  private String comment() {
    return "shards: " + shards;
  }

  private String onCluster() {
    return " ON CLUSTER '" + layout.cluster() + "'";
  }

  private Optional<String> mismatch(StoredTable table) {
    String name = table.name();
    if (ShardingKeys.tables().contains(name)) {
      if (!table.definition().equals(engine(name))) {
        return refusal(name, table.definition(), engine(name));
      }
      return table.comment().equals(comment())
          ? Optional.empty()
          : refusal(name, "made for " + table.comment(), comment());
    }
    boolean isLocal =
        name.endsWith(LOCAL)
            && ShardingKeys.tables().contains(name.substring(0, name.length() - LOCAL.length()));
    if (isLocal && table.engine().startsWith("Replicated") != layout.replicated()) {
      return refusal(
          name, table.engine(), (layout.replicated() ? "" : "not ") + "a Replicated… engine");
    }
    return Optional.empty();
  }

  private Optional<String> refusal(String table, String came, String expected) {
    return Optional.of(
        "table %s of ClickHouse database %s is %s (expected on cluster %s: %s). Configure the servers as they were when the tables were made, or name another database."
            .formatted(table, database, came, layout.cluster(), expected));
  }
}
