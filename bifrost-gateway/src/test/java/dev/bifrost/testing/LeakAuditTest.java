package dev.bifrost.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeakAuditTest {

    @Test
    void audit_bufferDropped_failsNamingTheSite() {
        drop();

        assertThatThrownBy(LeakAudit::audit)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ByteBuf")
                .hasMessageContaining("LeakAuditTest.drop");
    }

    @Test
    void audit_bufferReleased_passes() {
        ByteBufAllocator.DEFAULT.buffer(64).writeLong(7).release();

        assertThatCode(LeakAudit::audit).doesNotThrowAnyException();
    }

    private static void drop() {
        ByteBufAllocator.DEFAULT.buffer(64).writeLong(7);
    }
}
