package dev.bifrost.simulated;

import dev.bifrost.upstream.BodyPart;
import dev.bifrost.upstream.BodySource;
import dev.bifrost.upstream.UpstreamCall;
import dev.bifrost.upstream.UpstreamFault;
import dev.bifrost.upstream.UpstreamListener;
import dev.bifrost.upstream.UpstreamRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call: reads the body to its end, then plays its {@link Script}, some pieces a turn. */
final class SimulatedCall implements UpstreamCall {
    /** Pieces that are sent before other calls on the loop have their turn. */
    private static final int RUN = 16;

    private final EventLoop loop;
    private final SimulatedTransport provider;
    private final UpstreamRequest request;
    private final UpstreamListener listener;
    private final Body body = new Body();

    private @Nullable BodySource source;
    private @Nullable Script script;
    private @Nullable Future<?> timer;
    private @Nullable Future<?> deadline;
    private long began;
    private int place;
    private boolean headSent;
    private boolean stalled;
    private boolean paused;
    private boolean over;

    SimulatedCall(EventLoop loop, SimulatedTransport provider, UpstreamRequest request, UpstreamListener listener) {
        this.loop = loop;
        this.provider = provider;
        this.request = request;
        this.listener = listener;
    }

    void start() {
        loop.execute(this::open);
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        if (script != null && !stalled && !over) {
            wake(0);
        }
    }

    @Override
    public void cancel() {
        finish();
    }

    private void open() {
        if (over) {
            return;
        }
        Duration total = request.timeouts().total();
        deadline = loop.schedule(
                () -> fail(new UpstreamFault.TimedOut("total", total)), total.toNanos(), TimeUnit.NANOSECONDS);
        BodySource opened = request.body().open();
        source = opened;
        opened.whenReady(this::pull);
        pull();
    }

    private void pull() {
        BodySource from = source;
        if (over || from == null) {
            return;
        }
        try {
            for (ByteBuf piece = from.next(); piece != null; piece = from.next()) {
                body.add(piece);
            }
        } catch (RuntimeException e) {
            fail(new UpstreamFault.Broken("the request's body could not be read: " + e.getMessage()));
            return;
        }
        if (from.exhausted()) {
            source = null;
            from.close();
            answer();
        }
    }

    private void answer() {
        listener.onSent();
        if (over) {
            return;
        }
        Script chosen;
        try {
            chosen = provider.script(request, body);
        } finally {
            body.release();
        }
        if (chosen.fault() instanceof SimulatedFault.Refuse) {
            fail(new UpstreamFault.Unreachable("the simulated provider was told to refuse the connection"));
            return;
        }
        script = chosen;
        began = now();
        wake(chosen.headDue());
    }

    private void wake(long delayNanos) {
        if (timer != null) {
            timer.cancel(false);
        }
        timer = delayNanos <= 0 ? loop.submit(this::turn) : loop.schedule(this::turn, delayNanos, TimeUnit.NANOSECONDS);
    }

    private void turn() {
        Script playing = script;
        timer = null;
        if (over || paused || stalled || playing == null) {
            return;
        }
        long passed = now() - began;
        if (!headSent && passed >= playing.headDue()) {
            headSent = true;
            listener.onHead(playing.head());
        }
        if (!headSent || over) {
            wakeFor(playing.headDue() - passed);
            return;
        }
        int faultPlace = playing.faultPlace();
        int sent = 0;
        while (running()
                && sent < RUN
                && place < Math.min(playing.pieces(), faultPlace)
                && playing.due(place) <= passed) {
            hand(playing.answer().piece(place++));
            sent++;
        }
        boolean faulty =
                running() && place == faultPlace && faultPlace < playing.pieces() && playing.due(place) <= passed;
        if (faulty) {
            sent += lastWords(playing);
        }
        if (sent > 0 && !over) {
            listener.onPause();
        }
        if (over) {
            return;
        }
        if (faulty) {
            goWrong(playing);
        } else if (!paused && place == playing.pieces()) {
            finish();
            listener.onEnd();
        } else if (!paused) {
            wake(playing.due(place) - passed);
        }
    }

    private boolean running() {
        return !over && !paused;
    }

    private void wakeFor(long nanos) {
        if (!over) {
            wake(nanos);
        }
    }

    /** What still comes before things go wrong. */
    private int lastWords(Script playing) {
        if (playing.fault() instanceof SimulatedFault.ErrorEvent) {
            hand(playing.answer().error());
            return 1;
        }
        if (!playing.answer().stream()) {
            String whole = playing.answer().piece(place);
            hand(whole.substring(0, whole.length() / 2));
            return 1;
        }
        return 0;
    }

    private void goWrong(Script playing) {
        switch (playing.fault()) {
            case SimulatedFault.ErrorEvent _ -> {
                finish();
                listener.onEnd();
            }
            case SimulatedFault.Stall _ -> {
                stalled = true;
                awaitIdle();
            }
            case SimulatedFault.Cut _, SimulatedFault.Refuse _, SimulatedFault.Status _, SimulatedFault.SlowHead _ ->
                breakOff();
            case null -> breakOff();
        }
    }

    /** As with real connections, time does not count while the caller does not read. */
    private void awaitIdle() {
        Duration idle = request.timeouts().idle();
        timer = loop.schedule(
                () -> {
                    if (paused) {
                        awaitIdle();
                    } else {
                        fail(new UpstreamFault.TimedOut("idle", idle));
                    }
                },
                idle.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void breakOff() {
        fail(new UpstreamFault.Broken("the simulated provider was told to break off"));
    }

    private void hand(String piece) {
        ByteBuf buffer = ByteBufUtil.writeUtf8(ByteBufAllocator.DEFAULT, piece);
        try {
            listener.onBody(BodyPart.whole(buffer));
        } finally {
            buffer.release();
        }
    }

    private void fail(UpstreamFault fault) {
        if (!over) {
            finish();
            listener.onFault(fault);
        }
    }

    private void finish() {
        over = true;
        if (timer != null) {
            timer.cancel(false);
        }
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (source != null) {
            source.close();
            source = null;
        }
        body.release();
    }

    private long now() {
        return loop.ticker().nanoTime();
    }
}
