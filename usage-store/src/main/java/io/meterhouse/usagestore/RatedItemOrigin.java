package io.meterhouse.usagestore;

/**
 * What a billing item is for; what is not there is empty.
 *
 * @param kind usage, manual or adjustment
 */
public record RatedItemOrigin(
    String kind, String itemType, String description, String adjustsItemId, String adjustsCycleId) {

  /** Of an item that follows the usage of a meter. */
  public static final RatedItemOrigin USAGE = new RatedItemOrigin("usage", "usage", "", "", "");
}
