package dev.bifrost.exchange;

import dev.bifrost.api.Operation;
import dev.bifrost.routing.Plan;
import dev.bifrost.routing.Resolution;
import dev.bifrost.routing.Step;
import java.io.PrintWriter;
import java.util.List;
import java.util.SplittableRandom;

/** Says where every alias leads, for people. */
public final class PlanPrinter {
    private PlanPrinter() {}

    /** One block for each alias: its targets in order, and why one of them would be skipped. */
    public static void print(Snapshot snapshot, PrintWriter out) {
        for (String alias : snapshot.router().aliases()) {
            Resolution resolution = snapshot.router().resolve(alias);
            if (resolution == null) {
                continue;
            }
            out.println(alias);
            Plan plan = snapshot.router().plan(resolution, List.of(), new SplittableRandom(0));
            int place = 1;
            for (Step step : plan.steps()) {
                out.println("  " + place++ + ". " + step.target() + remark(snapshot, step));
            }
        }
    }

    private static String remark(Snapshot snapshot, Step step) {
        Destination destination = snapshot.destination(step.target().provider());
        if (destination == null) {
            return "  (skipped: unknown provider)";
        }
        String region = destination.provider().region();
        String where = region == null ? "" : "  [" + region + "]";
        String disabled = destination.provider().disabled();
        if (disabled != null) {
            return where + "  (skipped: " + disabled + ")";
        }
        if (step.skip() != null) {
            return where + "  (skipped: " + step.skip() + ")";
        }
        Way way = Way.to(Operation.CHAT, destination.provider(), step.target().model(), snapshot.dialects());
        return switch (way) {
            case null -> where + "  (skipped for chat: unsupported)";
            case Way.Splice _, Way.Repack _ -> where;
            case Way.Translate translate ->
                where + "  (translated to " + translate.surface().dialect() + ")";
        };
    }
}
