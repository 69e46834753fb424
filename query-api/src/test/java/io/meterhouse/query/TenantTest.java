package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.http.error.ApiError;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @Test
  void shouldReadATenant() {
    assertThat(
            read(
                """
                {'tenant_id':'TEN-00123','tenant_name':'Acme Ltd','seats':10,
                 'billing_contact':{'name':'Jane Doe','email':'jane@acme.example'},
                 'time_zone':'Europe/Berlin'}
                """))
        .isEqualTo(
            new Tenant(
                new TenantId("TEN-00123"),
                "Acme Ltd",
                "active",
                ZoneId.of("Europe/Berlin"),
                new BillingContact("Jane Doe", "jane@acme.example"),
                10,
                NOW));
  }

  @Test
  void shouldRefuseFieldsThatItDoesNotKnow() throws Exception {
    assertThat(
            Bodies.refusal(
                () ->
                    read(
                        """
                        {'tenant_id':'TEN-1','tenant_name':'One','timezone':'Europe/Berlin',
                         'billing_contact':{'name':'Jane Doe','e_mail':'jane@acme.example'}}
                        """)))
        .isEqualTo(
            Map.of(
                "timezone", "unknown field (did you mean time_zone?)",
                "billing_contact.e_mail", "unknown field (did you mean email?)"));
  }

  @Test
  void shouldTakeUtcWhereNoZoneIsNamed() {
    assertThat(read("{'tenant_id':'TEN-1','tenant_name':'One'}"))
        .isEqualTo(
            new Tenant(new TenantId("TEN-1"), "One", "active", ZoneId.of("UTC"), null, null, NOW));
  }

  @Test
  void shouldTellEveryProblemAtOnce() throws Exception {
    assertThat(
            Bodies.refusal(
                () ->
                    read(
                        """
                        {'tenant_id':'acme','seats':-1,'time_zone':'+02:00',
                         'billing_contact':{'email':7}}
                        """)))
        .containsOnlyKeys(
            "tenant_id", "tenant_name", "seats", "time_zone", "billing_contact.email");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Mars/Base", "CET+1", "+02:00", "Z", "GMT+2"})
  void shouldRefuseAZoneWithoutAName(String zone) throws Exception {
    assertThat(
            Bodies.refusal(
                () ->
                    read(
                        "{'tenant_id':'TEN-1','tenant_name':'One','time_zone':'%s'}"
                            .formatted(zone))))
        .isEqualTo(
            Map.of("time_zone", "'" + zone + "' (expected: an IANA zone such as Europe/Berlin)"));
  }

  @Test
  void shouldRefuseAPlanAsThereAreNone() {
    assertThatThrownBy(
            () ->
                read(
                    "{'tenant_id':'TEN-1','tenant_name':'One','plan_code':'ENT-Standard-v1','seats':1}"))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ApiError.FAILED_PRECONDITION);
              assertThat(e.details().getFirst().field()).isEqualTo("plan_code");
            });
  }

  private static Tenant read(String json) {
    return Tenant.read(Bodies.json(json), NOW);
  }
}
