package io.meterhouse.ratingengine.billing;

import io.meterhouse.ratingengine.usage.CellUsage;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an item is for. */
public sealed interface ItemKind {

  /** The API name. */
  String wireName();

  /** The item type, as somebody said or as the kind is called. */
  default String itemType() {
    return wireName();
  }

  /** Usage of a meter, which the item follows while its cycle is active. */
  record Usage() implements ItemKind {

    /** Its API name. */
    public static final String NAME = CellUsage.ITEM_TYPE;

    @Override
    public String wireName() {
      return NAME;
    }
  }

  /**
   * As somebody entered it.
   *
   * @param metadata a JSON object
   */
  record Manual(String itemType, @Nullable String description, @Nullable String metadata)
      implements ItemKind {

    /** Its API name. */
    public static final String NAME = "manual";

    @Override
    public String wireName() {
      return NAME;
    }
  }

  /**
   * What the item of a meter in a cycle that is closed should have been more or less.
   *
   * @param item null: the closed cycle has none for the meter
   */
  record Adjustment(UUID cycle, @Nullable UUID item) implements ItemKind {

    /** Its API name. */
    public static final String NAME = "adjustment";

    @Override
    public String wireName() {
      return NAME;
    }
  }
}
