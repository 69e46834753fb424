package io.meterhouse.query.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.query.BillingContact;
import io.meterhouse.query.Tenant;
import io.meterhouse.query.Tenants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Tenants in the table of that name. */
public final class PostgresTenants implements Tenants {

  private static final String COLUMNS =
      "tenant_id, tenant_name, status, time_zone, billing_contact_name, billing_contact_email,"
          + " seats, created_at";

  private final Jdbi jdbi;

  /** Over a database that is migrated. */
  public PostgresTenants(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public boolean create(Tenant tenant) {
    BillingContact contact = tenant.billingContact();
    return jdbi.withHandle(
        handle ->
            handle
                    .createUpdate(
                        "INSERT INTO tenants ("
                            + COLUMNS
                            + ") VALUES (:id, :name, :status, :zone, :contact, :email, :seats, :at)"
                            + " ON CONFLICT DO NOTHING")
                    .bind("id", tenant.id().value())
                    .bind("name", tenant.name())
                    .bind("status", tenant.status())
                    .bind("zone", tenant.timeZone().getId())
                    .bind("contact", contact == null ? null : contact.name())
                    .bind("email", contact == null ? null : contact.email())
                    .bind("seats", tenant.seats())
                    .bind("at", tenant.createdAt().atOffset(ZoneOffset.UTC))
                    .execute()
                == 1);
  }

  @Override
  public Optional<Tenant> find(TenantId id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT " + COLUMNS + " FROM tenants WHERE tenant_id = :id")
                .bind("id", id.value())
                .map((row, context) -> tenant(row))
                .findOne());
  }

  @Override
  public List<Tenant> list(@Nullable String after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM tenants WHERE tenant_id > :after ORDER BY tenant_id LIMIT :limit")
                .bind("after", after == null ? "" : after)
                .bind("limit", limit)
                .map((row, context) -> tenant(row))
                .list());
  }

  private static Tenant tenant(ResultSet row) throws SQLException {
    String contact = row.getString("billing_contact_name");
    String email = row.getString("billing_contact_email");
    return new Tenant(
        new TenantId(row.getString("tenant_id")),
        row.getString("tenant_name"),
        row.getString("status"),
        ZoneId.of(row.getString("time_zone")),
        contact == null && email == null ? null : new BillingContact(contact, email),
        row.getObject("seats", Integer.class),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}
