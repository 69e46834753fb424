package io.meterhouse.metering;

/**
 * What makes an event this event: tenant, source and id, and nothing else. Time is not part of it,
 * so that a client that stamps a retry anew still sends the same event.
 */
public final class Identity extends Hash16 {

  private Identity(byte[] bytes) {
    super(bytes);
  }

  public static Identity of(TenantId tenant, String source, String id) {
    return new Identity(
        Hash16.of(Hash16.field(tenant.value()), Hash16.field(source), Hash16.field(id)));
  }

  /**
   * One of that many buckets, from 0: the same on every machine and in every release, and as likely
   * as any other.
   */
  public int bucket(int buckets) {
    return Integer.remainderUnsigned(lastInt(), buckets);
  }

  /**
   * @throws IllegalArgumentException if it is not 16 bytes
   */
  public static Identity ofBytes(byte[] bytes) {
    return new Identity(Hash16.checked(bytes, "identity"));
  }
}
