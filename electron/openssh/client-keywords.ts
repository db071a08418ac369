/**
 * What the OpenSSH client knows how to set, in small letters: ssh_config(5), what it took before, and what the systems
 * add to it (GSSAPI key exchange, UseKeychain).
 */
export const clientKeywords: ReadonlySet<string> = new Set(
  `
  addkeystoagent addressfamily batchmode bindaddress bindinterface canonicaldomains canonicalizefallbacklocal
  canonicalizehostname canonicalizemaxdots canonicalizepermittedcnames casignaturealgorithms certificatefile
  challengeresponseauthentication channeltimeout checkhostip cipher ciphers clearallforwardings compression
  compressionlevel connectionattempts connecttimeout controlmaster controlpath controlpersist dsaauthentication
  dynamicforward enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fallbacktorsh
  fingerprinthash forkafterauthentication forwardagent forwardx11 forwardx11timeout forwardx11trusted
  gatewayports globalknownhostsfile gssapiauthentication gssapiclientidentity gssapidelegatecredentials
  gssapikeyexchange gssapikexalgorithms gssapirenewalforcesrekey gssapiserveridentity gssapitrustdns
  hashknownhosts host hostbasedacceptedalgorithms hostbasedauthentication hostbasedkeytypes hostkeyalgorithms
  hostkeyalias hostname identitiesonly identityagent identityfile ignoreunknown include ipqos
  kbdinteractiveauthentication kbdinteractivedevices kexalgorithms knownhostscommand localcommand localforward
  loglevel logverbose macs match nohostauthenticationforlocalhost numberofpasswordprompts
  obscurekeystroketiming passwordauthentication permitlocalcommand permitremoteopen pkcs11provider port
  preferredauthentications protocol proxycommand proxyjump proxyusefdpass pubkeyacceptedalgorithms
  pubkeyacceptedkeytypes pubkeyauthentication refuseconnection rekeylimit remotecommand remoteforward
  requesttty requiredrsasize revokedhostkeys rhostsrsaauthentication rsaauthentication securitykeyprovider
  sendenv serveralivecountmax serveraliveinterval sessiontype setenv smartcarddevice stdinnull
  streamlocalbindmask streamlocalbindunlink stricthostkeychecking syslogfacility tag tcpkeepalive tunnel
  tunneldevice updatehostkeys usekeychain useprivilegedport user userknownhostsfile useroaming usersh
  verifyhostkeydns versionaddendum visualhostkey warnweakcrypto xauthlocation
  `
    .trim()
    .split(/\s+/),
);
