import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { createContext, use, useState, type ReactNode } from "react";
import { useStore } from "zustand";
import type { AppRouter } from "../../electron/api/router.ts";
import { nowMs } from "../time/clock.ts";
import { createClient, type Bridge } from "./client.ts";
import type { Connection } from "./connection.ts";

const context = createTRPCContext<AppRouter>();

/**
 * The contract as query, mutation and subscription options: `useQuery(useApi().events.list.queryOptions({}))`.
 * Answers stay live by themselves: what the core says has changed is asked again.
 */
export const useApi = context.useTRPC;

/** The bare client, for calls that are no query of a component (reading a log from an offset). */
export const useApiClient = context.useTRPCClient;

const BridgeContext = createContext<Bridge<AppRouter> | undefined>(undefined);

/** Whether the core can be reached, and since when. */
export function useConnection(): Connection {
  const bridge = use(BridgeContext);
  if (bridge === undefined) throw new Error("useConnection needs an ApiProvider above it");
  return useStore(bridge.connection);
}

/** Refusals of the core are final; only a broken line is worth another try. */
function isWorthRetrying(failures: number, error: Error): boolean {
  const refused = error instanceof TRPCClientError && error.data !== undefined && error.data !== null;
  return !refused && failures < 3;
}

function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The core is on this computer: whether the network is up says nothing about it.
      queries: { networkMode: "always", staleTime: 30_000, gcTime: 300_000, retry: isWorthRetrying },
      mutations: { networkMode: "always", retry: false },
    },
  });
}

/** Joins everything below it to the core. */
export function ApiProvider({ children }: { readonly children: ReactNode }) {
  const [bridge] = useState(() => createClient<AppRouter>(window, nowMs));
  const [queries] = useState(createQueries);
  return (
    <BridgeContext value={bridge}>
      <QueryClientProvider client={queries}>
        <context.TRPCProvider trpcClient={bridge.client} queryClient={queries}>
          {children}
        </context.TRPCProvider>
      </QueryClientProvider>
    </BridgeContext>
  );
}
