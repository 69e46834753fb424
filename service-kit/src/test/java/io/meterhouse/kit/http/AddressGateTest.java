package io.meterhouse.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressGateTest {

  @Test
  void shouldTakeANetworkOfIpv6AsOneAndAddressesOfIpv4Apart() {
    assertThat(AddressGate.network("2001:db8:1:2::1"))
        .isEqualTo(AddressGate.network("2001:db8:1:2:ffff::9"))
        .isNotEqualTo(AddressGate.network("2001:db8:1:3::1"));
    assertThat(AddressGate.network("192.0.2.1")).isNotEqualTo(AddressGate.network("192.0.2.2"));
    assertThat(AddressGate.network("::ffff:192.0.2.1")).isEqualTo(AddressGate.network("192.0.2.1"));
    assertThat(AddressGate.network("[2001:db8::1]")).isEqualTo(AddressGate.network("2001:db8::2"));
    assertThat(AddressGate.network("not an address")).isEqualTo("not an address");
  }
}
