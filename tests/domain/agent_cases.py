# ruff: noqa: E501
"""Real-looking user agents and what they should be read as: browser | system | device | text; ? = not asked."""

CASES = """
Chrome | Windows | desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36
Chrome | Windows | desktop | Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36
Chrome | macOS | desktop | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36
Chrome | Linux | desktop | Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36
Chrome | Chrome OS | desktop | Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36
Chrome | Chrome OS | desktop | Mozilla/5.0 (X11; CrOS aarch64 15633.69.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.6045.212 Safari/537.36
Chrome | Android | mobile | Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36
Chrome | Android | mobile | Mozilla/5.0 (Linux; Android 14; Pixel 8 Pro) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.6422.147 Mobile Safari/537.36
Chrome | Android | mobile | Mozilla/5.0 (Linux; Android 13; SM-A536B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/117.0.0.0 Mobile Safari/537.36
Chrome | Android | mobile | Mozilla/5.0 (Linux; Android 8.1.0; CUBOT_NOVA) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0.4664.104 Mobile Safari/537.36
Chrome | Android | tablet | Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36
Chrome | Android | tablet | Mozilla/5.0 (Linux; Android 13; SM-X906C) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36
Chrome | Android | tablet | Mozilla/5.0 (Linux; Android 12; SM-T970) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/118.0.0.0 Mobile Safari/537.36
Chrome | Android | tablet | Mozilla/5.0 (Linux; Android 11; Lenovo TB-X606F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/110.0.5481.65 Safari/537.36
Chrome | Android | tablet | Mozilla/5.0 (Linux; Android 7.0; Pixel C Build/NRD90M) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/98.0.4758.101 Safari/537.36
Chrome | Android | tablet | Mozilla/5.0 (Linux; Android 6.0.1; Nexus 7 Build/MOB30X) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/91.0.4472.120 Safari/537.36
Chrome | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1
Chrome | iOS | tablet | Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1
Safari | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1
Safari | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 9_3_5 like Mac OS X) AppleWebKit/601.1.46 (KHTML, like Gecko) Version/9.0 Mobile/13G36 Safari/601.1
Safari | iOS | mobile | Mozilla/5.0 (iPod touch; CPU iPhone OS 12_5_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1
Safari | iOS | tablet | Mozilla/5.0 (iPad; CPU OS 12_5_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1
Safari | macOS | desktop | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15
Safari | macOS | desktop | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_6) AppleWebKit/601.7.7 (KHTML, like Gecko) Version/9.1.2 Safari/601.7.7
Safari | Windows | desktop | Mozilla/5.0 (Windows; U; Windows NT 6.1; en-US) AppleWebKit/533.19.4 (KHTML, like Gecko) Version/5.0.3 Safari/533.19.4
Firefox | Windows | desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0
Firefox | Windows | desktop | Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:109.0) Gecko/20100101 Firefox/115.0
Firefox | macOS | desktop | Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:139.0) Gecko/20100101 Firefox/139.0
Firefox | Linux | desktop | Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:138.0) Gecko/20100101 Firefox/138.0
Firefox | Linux | desktop | Mozilla/5.0 (X11; Linux i686; rv:128.0) Gecko/20100101 Firefox/128.0
Firefox | Linux | desktop | Mozilla/5.0 (X11; Fedora; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0
Firefox | FreeBSD | desktop | Mozilla/5.0 (X11; FreeBSD amd64; rv:120.0) Gecko/20100101 Firefox/120.0
Firefox | OpenBSD | desktop | Mozilla/5.0 (X11; OpenBSD amd64; rv:118.0) Gecko/20100101 Firefox/118.0
Firefox | Android | mobile | Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0
Firefox | Android | tablet | Mozilla/5.0 (Android 13; Tablet; rv:126.0) Gecko/126.0 Firefox/126.0
Firefox | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/127.0 Mobile/15E148 Safari/605.1.15
Firefox | iOS | tablet | Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/118.0 Mobile/15E148 Safari/605.1.15
Edge | Windows | desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0
Edge | Windows | desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763
Edge | macOS | desktop | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0
Edge | Linux | desktop | Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36 Edg/122.0.0.0
Edge | Android | mobile | Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36 EdgA/125.0.0.0
Edge | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 EdgiOS/124.0.2478.89 Mobile/15E148 Safari/605.1.15
Edge | Windows | console | Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/48.0.2564.82 Safari/537.36 Edge/20.02
Opera | Windows | desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 OPR/110.0.0.0
Opera | macOS | desktop | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 OPR/106.0.0.0
Opera | Linux | desktop | Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36 OPR/105.0.0.0
Opera | Android | mobile | Mozilla/5.0 (Linux; Android 13; 2201117TG) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.6261.119 Mobile Safari/537.36 OPR/80.5.4244.78163
Opera | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1 OPT/4.6.0
Opera Mini | ? | mobile | Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/191.275; U; en) Presto/2.12.423 Version/12.16
Opera | Windows | desktop | Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18
Samsung Internet | Android | mobile | Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S928B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36
Samsung Internet | Android | mobile | Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36
Samsung Internet | Android | tablet | Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/23.0 Chrome/115.0.0.0 Safari/537.36
Brave | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Brave/1.65 Mobile/15E148 Safari/604.1
DuckDuckGo | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15
DuckDuckGo | macOS | desktop | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15 Ddg/17.4
Vivaldi | Windows | desktop | Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0.0.0 Safari/537.36 Vivaldi/5.6.2867.36
Yandex Browser | Windows | desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 YaBrowser/24.4.0.0 Safari/537.36
Yandex Browser | Android | mobile | Mozilla/5.0 (Linux; arm_64; Android 12; CPH2205) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 YaBrowser/24.4.5.97.00 SA/3 Mobile Safari/537.36
UC Browser | Android | mobile | Mozilla/5.0 (Linux; U; Android 11; en-US; RMX3195 Build/RP1A.200720.011) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.6.0.1317 Mobile Safari/537.36
Mi Browser | Android | mobile | Mozilla/5.0 (Linux; U; Android 13; en-gb; 2201116PG Build/TKQ1.221114.001) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/112.0.5615.136 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.10.1-gn
Huawei Browser | Android | mobile | Mozilla/5.0 (Linux; Android 10; ELE-L29; HMSCore 6.13.0.302) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.5735.196 HuaweiBrowser/15.0.2.301 Mobile Safari/537.36
Whale | Windows | desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Whale/3.25.232.19 Safari/537.36
Pale Moon | Windows | desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:102.0) Gecko/20100101 Goanna/6.5 Firefox/102.0 PaleMoon/33.0.0
Internet Explorer | Windows | desktop | Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko
Internet Explorer | Windows | desktop | Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; WOW64; Trident/6.0)
Internet Explorer | Windows | desktop | Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; WOW64; Trident/4.0; SLCC2; Tablet PC 2.0)
Internet Explorer | Windows Phone | mobile | Mozilla/5.0 (compatible; MSIE 10.0; Windows Phone 8.0; Trident/6.0; IEMobile/10.0; ARM; Touch; NOKIA; Lumia 920)
Amazon Silk | Android | tablet | Mozilla/5.0 (Linux; Android 9; KFMAWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/120.4.1 like Chrome/120.0.6099.230 Safari/537.36
Android WebView | Android | mobile | Mozilla/5.0 (Linux; Android 13; M2101K6G; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/123.0.6312.118 Mobile Safari/537.36
iOS WebView | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148
Facebook | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21E236 [FBAN/FBIOS;FBAV/463.1.0.26.109;FBBV/596203540;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS;FBSV/17.4.1]
Facebook | Android | mobile | Mozilla/5.0 (Linux; Android 13; SM-G991U Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/123.0.6312.99 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/460.0.0.37.109;]
Instagram | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21E236 Instagram 328.0.2.27.88 (iPhone15,3; iOS 17_4_1; en_US; en; scale=3.00; 1290x2796; 591341393)
Instagram | Android | mobile | Mozilla/5.0 (Linux; Android 14; Pixel 7; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/123.0.6312.118 Mobile Safari/537.36 Instagram 328.0.0.42.90 Android (34/14; 420dpi; 1080x2201; Google/google; Pixel 7; panther; panther; en_US; 594411238)
Google app | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/315.0.630091404 Mobile/15E148 Safari/604.1
Snapchat | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Snapchat/12.85.0.33 (like Safari/8617.2.4.10.8, panda)
LINE | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/14.5.0
KakaoTalk | Android | mobile | Mozilla/5.0 (Linux; Android 14; SM-S918N; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/123.0.6312.99 Mobile Safari/537.36 KAKAOTALK/10.7.1 (INAPP)
WeChat | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.48(0x18003030) NetType/WIFI Language/zh_CN
Chrome | Windows | desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 \U0001f600
Firefox | KaiOS | mobile | Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5
BlackBerry Browser | BlackBerry OS | mobile | Mozilla/5.0 (BB10; Touch) AppleWebKit/537.10+ (KHTML, like Gecko) Version/10.0.9.2372 Mobile Safari/537.10+
Safari | Tizen | tv | Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.5) AppleWebKit/537.36 (KHTML, like Gecko) 85.0.4183.93/6.5 TV Safari/537.36
Samsung Internet | Tizen | tv | Mozilla/5.0 (SMART-TV; Linux; Tizen 5.0) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/2.2 Chrome/63.0.3239.84 TV Safari/537.36
Chrome | webOS | tv | Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.128 Safari/537.36 WebAppManager
Chrome | Android | tv | Mozilla/5.0 (Linux; Android 11; BRAVIA 4K VH2 Build/RTT0.211130.001) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.5414.118 Safari/537.36
? | Android | tv | Mozilla/5.0 (Linux; Android 7.1.2; AFTMM Build/NS6265; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/70.0.3538.110 Mobile Safari/537.36
Roku | Roku | tv | Roku/DVP-12.0 (12.0.0.4182-88)
? | ? | tv | Mozilla/5.0 (X11; Linux armv7l) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0.4430.225 Safari/537.36 CrKey/1.56.500000
? | ? | tv | Mozilla/5.0 (Linux; U; Linux; en-us; VIDAA) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0.4324.27 Safari/537.36 Hisense; VIDAA/6.0
? | ? | tv | HbbTV/1.5.1 (+DRM; Panasonic; TX-55GZW2004; 4.100; ; webOS.TV) Opera/9.80 (Linux armv7l)
? | Android | tv | Mozilla/5.0 (Linux; Android 9; SHIELD Android TV Build/PPR1.180610.011) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0.4324.93 Mobile Safari/537.36
? | Android | tv | Mozilla/5.0 (Linux; Android 6.0.1; MIBOX3 Build/MHC19J) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/52.0.2743.98 Safari/537.36
? | tvOS | tv | AppleTV11,1/11.1 (tvOS 17.4)
? | PlayStation | console | Mozilla/5.0 (PlayStation; PlayStation 5/6.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15
? | PlayStation | console | Mozilla/5.0 (PlayStation 4 11.00) AppleWebKit/605.1.15 (KHTML, like Gecko)
? | PlayStation | console | Mozilla/5.0 (PLAYSTATION 3; 4.90) AppleWebKit/531.22.8 (KHTML, like Gecko)
? | Nintendo Switch | console | Mozilla/5.0 (Nintendo Switch; WifiWebAuthApplet) AppleWebKit/609.4 (KHTML, like Gecko) NF/6.0.2.21.3 NintendoBrowser/5.1.0.22474
? | Nintendo | console | Mozilla/5.0 (Nintendo 3DS; U; ; en) Version/1.7630.EU
? | Nintendo | console | Mozilla/5.0 (Nintendo WiiU) AppleWebKit/536.30 (KHTML, like Gecko) NX/3.0.4.2.13 NintendoBrowser/4.3.2.11274.EU
Oculus Browser | Android | console | Mozilla/5.0 (Linux; Android 12; Quest 3) AppleWebKit/537.36 (KHTML, like Gecko) OculusBrowser/32.0.0.12.5 Chrome/122.0.6261.128 VR Safari/537.36
WeChat | Android | mobile | Mozilla/5.0 (Linux; Android 9; SM-G965F Build/PPR1.180610.011; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/78.0.3904.62 MQQBrowser/6.2 TBS/045 Mobile Safari/537.36 MMWEBID/4096 MicroMessenger/8.0.15.2001(0x28000F41) Process/tools WeChat/arm64
LinkedIn | Android | mobile | Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/123.0.6312.99 Mobile Safari/537.36 [LinkedInApp]
LinkedIn | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [LinkedInApp]/9.29.1234
Threads | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Barcelona 309.0.0.0.1 (iPhone15,2; iOS 17_0)
Reddit | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Reddit/Version 2024.3.0/Build 614131/iOS Version 17.0
macOS WebView | macOS | desktop | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)
HarmonyOS WebView | HarmonyOS | mobile | Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile
Huawei Browser | HarmonyOS | mobile | Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile HuaweiBrowser/5.0.4.300
Huawei Browser | HarmonyOS | tablet | Mozilla/5.0 (Tablet; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 HuaweiBrowser/5.0.4.300
Huawei Browser | HarmonyOS | desktop | Mozilla/5.0 (PC; OpenHarmony 6.1; Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36 ArkWeb/6.1.0.100 HuaweiBrowser/6.1.3.321
DuckDuckGo | iOS | tablet | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_4) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 DuckDuckGo/7
iOS WebView | iOS | tablet | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148
Safari | iOS | tablet | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1
Chrome | iOS | tablet | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126 Version/11.1.1 Safari/605.1.15
Naver | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 14_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 NAVER(inapp; search; 820; 11.8.4; 11PRO)
KakaoTalk | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 13_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 KAKAOTALK 8.6.3
Quark | Android | mobile | Mozilla/5.0 (Linux; U; Android 12; zh-CN; 22101316C Build/SP1A.210812.016) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/78.0.3904.108 Quark/6.0.8.236 Mobile Safari/537.36
Yandex app | Android | mobile | Mozilla/5.0 (Linux; arm_64; Android 11; Redmi Note 9S) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/104.0.5112.124 YaApp_Android/22.95.1 YaSearchBrowser/22.95.1 BroPP/1.0 SA/3 Mobile Safari/537.36
Android Browser | Android | mobile | Mozilla/5.0 (Linux; U; Android 4.2.2; it-it; S308 Build/JDQ39) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30
Opera | Linux | tv | Opera/9.80 (Linux mips; U; HbbTV/1.1.1 (; Humax; HD NANO; 1.00.16; 1.0; ); ce-html/1.0; en) Presto/2.10.250 Version/11.60
Tesla | Linux | car | Mozilla/5.0 (X11; GNU/Linux) AppleWebKit/537.36 (KHTML, like Gecko) Chromium/79.0.3945.130 Chrome/79.0.3945.130 Safari/537.36 Tesla/2020.36.16-3e9e4e8dd287
Amazon Silk | Android | car | Mozilla/5.0 (Linux; Android 9; AFTLBT962E2) AppleWebKit/537.36 (KHTML, like Gecko) Silk/118.3.1 like Chrome/118.0.5993.155 Safari/537.36
Android WebView | Android | car | Mozilla/5.0 (Linux; Android 10; DiLink3.0 For BYD AUTO Build/QKQ1.200816.002; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/74.0.3729.186 Safari/537.36
Samsung Internet | Android | wearable | Mozilla/5.0 (Linux; Android 13; SM-R960) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/4.0. Chrome/121.0.0.0 Mobile Safari/537.36
Samsung Internet | Tizen | wearable | Mozilla/5.0 (Linux; Tizen 5.5; SAMSUNG SM-R800) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/2.0 Chrome/69.0.3497.106 Mobile Safari/537.36
Chrome | Android | mobile | Mozilla/5.0 (Linux; Android 6.0.1; Coolpad R116) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/92.0.4515.115 Mobile Safari/537.36
Chrome | Android | tablet | Mozilla/5.0 (Linux; Android 7.0; LG-V530) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.61 Mobile Safari/537.36
Chrome | Android | mobile | Mozilla/5.0 (Linux; Android 7.0; RIVIERA F23) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/72.0.3626.105 Mobile Safari/537.36
Chrome | Android | mobile | Mozilla/5.0 (Linux; Android 9; Sharp Aquos S2) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/71.0.3578.99 Mobile Safari/537.36
Chrome | Android | mobile | Mozilla/5.0 (Linux; Android 6.0.1; Vestel_5000) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/85.0.4183.101 Mobile Safari/537.36
Alipay | Android | mobile | Mozilla/5.0 (Linux; U; Android 10; zh-CN; M2006C3LC Build/QP1A.190711.020) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/69.0.3497.100 UWS/3.22.2.48 Mobile Safari/537.36 UCBS/3.22 Nebula AlipayDefined(nt:WIFI,ws:360|0|3.0) AliApp(AP/10.2.53.8000) AlipayClient/10.2.53.8000
TikTok | Android | mobile | Mozilla/5.0 (Linux; Android 10; SM-G973F; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/85.0.4183.101 Mobile Safari/537.36 trill_2021806060 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly
Slack | macOS | desktop | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Slack/4.39.90 Chrome/127.0.6533.72 Electron/13.1.9 Safari/537.36
Telegram | Android | mobile | Mozilla/5.0 (Linux; Android 13; SM-G991B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0 Mobile Safari/537.36 Telegram-Android/10.3.2 (Samsung SM-G991B; Android 13; SDK 33; HIGH)
Apple News | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) News/910.0.1 Version/2.0
Messenger | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21E236 [FBAN/MessengerForiOS;FBAV/450.0.0.41.103]
Weibo | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Weibo (iPhone13,2__weibo__12.4.3__iphone__os15.0)
Xiaohongshu | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 discover/7.71 xhsdiscover
Chrome | Android | tv | Mozilla/5.0 (Linux; Android 11; FUEGO 2K SMART TV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36
Android WebView | Android | tv | Mozilla/5.0 (Linux; Android 9; Hyundai 2K TV Build/PTO7.210317.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/99.0.4844.88 Mobile Safari/537.36
Chrome | Android | mobile | Mozilla/5.0 (Linux; Android 4.4.2; KAZAM TV 45) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.116 Mobile Safari/537.36
Chrome | Android | tablet | Mozilla/5.0 (Linux; Android 6.0; BTV-W09) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.64 Mobile Safari/537.36
LG Browser | webOS | tv | Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chr0me/53.0.2785.34 Safari/537.36 LG Browser/8.00.00(LGE; HF60LS-EU; 03.00.08; 1; DTV_W18Z); webOS.TV-2018; LG NetCast.TV-2013 Compatible (LGE, HF60LS-EU, wireless)
Opera | VIDAA | tv | Mozilla/5.0 (Linux armv7l) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/84.0.4147.140 Safari/537.36 OPR/46.0.2207.0 OMI/4.21.4.112.Catcher4.66 Model/Hisense-MT9602 VIDAA/5.0(Hisense;SmartTV)
? | Linux | tv | HbbTV/1.2.1 (;OK;OK.;2016;V1;) Opera/9.80 (Linux armv7l) Presto/2.12.407 Version/12.51
Edge | Windows | mobile | Mozilla/5.0 (Windows NT 10.0; ARM; Lumia 550) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/46.0.2486.0 Safari/537.36 Edge/13.10586
Chrome | Android | desktop | Mozilla/5.0 (Linux; Android 9; HP Chromebook 13 G1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/80.0.3987.162 Safari/537.36
Chrome | Android | console | Mozilla/5.0 (Linux; Android 13; Retroid Pocket 5) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Mobile Safari/537.36
Chrome | Android | mobile | Mozilla/5.0 (Linux; Android 7.0; M bot 54) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/78.0.3904.96 Mobile Safari/537.36
Baidu app | Android | mobile | Mozilla/5.0 (Linux; Android 10; BMH-TN10 Build/HUAWEIBMH-TN10; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/76.0.3809.89 Mobile Safari/537.36 T7/12.23 SP-engine/2.35.0 baiduboxapp/12.23.5.10 (Baidu; P1 10) NABar/1.0
vivo Browser | Android | mobile | Mozilla/5.0 (Linux; Android 8.1.0; vivo 1803 Build/O11019; wv) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/62.0.3202.84 Mobile Safari/537.36 VivoBrowser/6.2.0.1
Yandex Browser | Android | tv | Mozilla/5.0 (Linux; Android 10; STI6110 Build/QT; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.6367.123 YaBrowser/24.10.0.358 (lite) TV Safari/537.36
Snapchat | Android | mobile | Mozilla/5.0 (Linux; Android 12; Pixel 6 Pro Build/SQ3A.220605.009.A1; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/102.0.5005.125 Mobile Safari/537.36Snapchat11.83.0.31 (Pixel 6 Pro; Android 12#8643238#32; gzip; )
Yahoo! Japan | iOS | tablet | Mozilla/5.0 (iPad; CPU OS 18_1_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 YJApp-IOS jp.co.yahoo.ipn.appli/4.131.0
Firefox Focus | Android | mobile | Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Focus/8.0 Chrome/124.0.0.0 Mobile Safari/537.36
HeyTap Browser | Android | mobile | Mozilla/5.0 (Linux; U; Android 13; en-us; CPH2451 Build/TP1A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/115.0.5790.168 Mobile Safari/537.36 HeyTapBrowser/45.10.2
360 Browser | Windows | desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.5414.120 Safari/537.36 QIHU 360SE
Pinterest | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [Pinterest/iOS]
Bing app | iOS | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 EdgiOS/124.0.2478.89 BingSapphire/27.2 Mobile/15E148 Safari/605.1.15
GNOME Web | Linux | desktop | Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Safari/605.1.15 Epiphany/605.1.15
HarmonyOS WebView | HarmonyOS | ? | Mozilla/5.0 (2in1; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1
Huawei Browser | HarmonyOS | mobile | Mozilla/5.0 (Linux; Android 10; HarmonyOS; YAL-AL10; HMSCore 6.3.0.327; GMSCore 21.48.15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/92.0.4515.105 HuaweiBrowser/12.0.3.310 Mobile Safari/537.36
"""

# browser | system | device | Sec-CH-UA | Sec-CH-UA-Platform | Sec-CH-UA-Mobile | user agent, shortened as below
HINTS = """
Chrome | Windows | desktop | "Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140" | "Windows" | ?0 | windows
Chrome | macOS | desktop | "Not;A=Brand";v="99", "Google Chrome";v="139", "Chromium";v="139" | "macOS" | ?0 | mac
Chrome | Linux | desktop | "Google Chrome";v="125", "Chromium";v="125", "Not.A/Brand";v="24" | "Linux" | ?0 | linux
Chrome | Chrome OS | desktop | "Google Chrome";v="125", "Chromium";v="125", "Not.A/Brand";v="24" | "Chrome OS" | ?0 | cros
Chrome | Chrome OS | desktop | "Google Chrome";v="109", "Chromium";v="109", "Not_A Brand";v="99" | "Chromium OS" | ?0 | cros
Chrome | Android | mobile | "Google Chrome";v="125", "Chromium";v="125", "Not.A/Brand";v="24" | "Android" | ?1 | phone
Chrome | Android | tablet | "Google Chrome";v="125", "Chromium";v="125", "Not.A/Brand";v="24" | "Android" | ?0 | tablet
Chrome | Android | tablet | "Google Chrome";v="125", "Chromium";v="125", "Not.A/Brand";v="24" | "Android" | ?0 | linux
Edge | Windows | desktop | "Microsoft Edge";v="124", "Chromium";v="124", "Not-A.Brand";v="99" | "Windows" | ?0 | windows
Edge | macOS | desktop | "Chromium";v="110", "Not A(Brand";v="24", "Microsoft Edge";v="110" | "macOS" | ?0 | mac
Edge | Android | mobile | "Microsoft Edge";v="124", "Chromium";v="124", "Not-A.Brand";v="99" | "Android" | ?1 | phone
Edge WebView | Windows | desktop | "Microsoft Edge WebView2";v="124", "Chromium";v="124", "Microsoft Edge";v="124", "Not-A.Brand";v="99" | "Windows" | ?0 | windows
Opera | Windows | desktop | "Opera";v="110", "Chromium";v="124", "Not-A.Brand";v="99" | "Windows" | ?0 | windows
Opera GX | Windows | desktop | "Not/A)Brand";v="8", "Chromium";v="126", "Opera GX";v="112" | "Windows" | ?0 | windows
Opera | Android | mobile | "OperaMobile";v="80", "Chromium";v="122", "Not(A:Brand";v="24" | "Android" | ?1 | phone
Brave | Windows | desktop | "Brave";v="125", "Chromium";v="125", "Not.A/Brand";v="24" | "Windows" | ?0 | windows
Brave | Linux | desktop | "Not)A;Brand";v="8", "Chromium";v="138", "Brave";v="138" | "Linux" | ?0 | linux
Brave | Android | mobile | "Chromium";v="124", "Brave";v="124", "Not-A.Brand";v="99" | "Android" | ?1 | phone
Brave | Android | tablet | "Chromium";v="124", "Brave";v="124", "Not-A.Brand";v="99" | "Android" | ?0 | tablet
Samsung Internet | Android | mobile | "Samsung Internet";v="25.0", "Not.A/Brand";v="99", "Chromium";v="121" | "Android" | ?1 | phone
Samsung Internet | Android | tablet | "Chromium";v="115", "Samsung Internet";v="23.0", "Not/A)Brand";v="99" | "Android" | ?0 | tablet
Samsung Internet | Tizen | tv | "Samsung Internet";v="4.0", "Not A;Brand";v="99", "Chromium";v="94" | "Tizen" | ?0 | tv
Yandex Browser | Windows | desktop | "Chromium";v="122", "Not(A:Brand";v="24", "YaBrowser";v="24.4", "Yowser";v="2.5" | "Windows" | ?0 | windows
Yandex Browser | Android | mobile | "Chromium";v="122", "Not(A:Brand";v="24", "Yandex";v="24" | "Android" | ?1 | phone
Vivaldi | Windows | desktop | "Chromium";v="124", "Vivaldi";v="6.7", "Not-A.Brand";v="99" | "Windows" | ?0 | windows
Whale | Windows | desktop | "Whale";v="3", "Not-A.Brand";v="8", "Chromium";v="124" | "Windows" | ?0 | windows
Coc Coc | Windows | desktop | "CocCoc";v="124", "Chromium";v="124", "Not-A.Brand";v="99" | "Windows" | ?0 | windows
DuckDuckGo | Windows | desktop | "Microsoft Edge";v="124", "Chromium";v="124" | "Windows" | ?0 | duckduckgo
DuckDuckGo | Android | mobile | "DuckDuckGo";v="5", "Android WebView";v="123", "Chromium";v="123", "Not:A-Brand";v="8" | "Android" | ?1 | phone
Android WebView | Android | mobile | "Android WebView";v="123", "Not:A-Brand";v="8", "Chromium";v="123" | "Android" | ?1 | webview
Instagram | Android | mobile | "Android WebView";v="123", "Not:A-Brand";v="8", "Chromium";v="123" | "Android" | ?1 | instagram
Facebook | Android | mobile | "Android WebView";v="123", "Not:A-Brand";v="8", "Chromium";v="123" | "Android" | ?1 | facebook
Chromium | Linux | desktop | "Chromium";v="120", "Not?A_Brand";v="24" | "Linux" | ?0 | linux
Chrome | Linux | desktop | "HeadlessChrome";v="120", "Chromium";v="120", "Not?A_Brand";v="24" | "Linux" | ?0 | linux
Chrome | Linux | desktop | " Not A;Brand";v="99", "Chromium";v="90", "Google Chrome";v="90" | | ?0 | linux
Chrome | Windows | desktop | "(Not(A:Brand";v="8", "Chromium";v="101", "Google Chrome";v="101" | "Windows" | | windows
Chrome | Windows | desktop | "\\\\Not\\"A;Brand";v="99", "Chromium";v="84", "Google Chrome";v="84" | "Windows" | ?0 | windows
Chrome | Windows | desktop | ";Not A Brand";v="99", "Chromium";v="94" ,"Google Chrome";v="94" | Windows | ?0 | windows
Chrome | Windows | desktop | | | | windows
Chrome | Windows | desktop | | "Unknown" | ?0 | windows
Chrome | Windows | desktop | "Not A;Brand";v="99" | "" | nonsense | windows
Chrome | Windows | desktop | garbage ;;; , "" , " | "Windows" | ?0 | windows
Chromium | webOS | tv | "Chromium";v="94", " Not A;Brand";v="99" | "Linux" | ?0 | webos
Chrome | Android | tv | "Google Chrome";v="124", "Chromium";v="124", "Not-A.Brand";v="99" | "Android" | ?0 | bravia
Edge | Windows | console | "Microsoft Edge";v="124", "Chromium";v="124", "Not-A.Brand";v="99" | "Windows" | ?0 | xbox
Oculus Browser | Android | console | "Oculus Browser";v="32", "Chromium";v="122", "Not(A:Brand";v="24" | "Android" | ?1 | quest
Arc | macOS | desktop | "Chromium";v="124", "Arc";v="1.2", "Not-A.Brand";v="99" | "macOS" | ?0 | mac
Firefox | Windows | desktop | | | | firefox
LinkedIn | Android | mobile | "Android WebView";v="123", "Not:A-Brand";v="8", "Chromium";v="123" | "Android" | ?1 | linkedin
Huawei Browser | HarmonyOS | mobile | "Chromium";v="114", "Not)A;Brand";v="24" | "Android" | ?1 | harmony
Samsung Internet | Android | wearable | "Samsung Internet";v="4.0", "Chromium";v="121" | "Android" | ?1 | watch
"""

_END = "AppleWebKit/537.36 (KHTML, like Gecko)"
AGENTS = {
    "windows": f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_END} Chrome/124.0.0.0 Safari/537.36",
    "mac": f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_END} Chrome/124.0.0.0 Safari/537.36",
    "linux": f"Mozilla/5.0 (X11; Linux x86_64) {_END} Chrome/124.0.0.0 Safari/537.36",
    "cros": f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {_END} Chrome/124.0.0.0 Safari/537.36",
    "phone": f"Mozilla/5.0 (Linux; Android 10; K) {_END} Chrome/124.0.0.0 Mobile Safari/537.36",
    "tablet": f"Mozilla/5.0 (Linux; Android 10; K) {_END} Chrome/124.0.0.0 Safari/537.36",
    "tv": f"Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) {_END} Chrome/94.0.0.0 TV Safari/537.36",
    "webos": f"Mozilla/5.0 (Web0S; Linux/SmartTV) {_END} Chrome/94.0.4606.128 Safari/537.36",
    "bravia": f"Mozilla/5.0 (Linux; Android 11; BRAVIA 4K) {_END} Chrome/124.0.0.0 Safari/537.36",
    "xbox": f"Mozilla/5.0 (Windows NT 10.0; Xbox; Xbox One) {_END} Chrome/124.0.0.0 Edg/124.0",
    "quest": f"Mozilla/5.0 (Linux; Android 12; Quest 3) {_END} OculusBrowser/32.0 Chrome/122.0",
    "webview": f"Mozilla/5.0 (Linux; Android 13; K; wv) {_END} Version/4.0 Chrome/123.0 Mobile Safari",
    "instagram": f"Mozilla/5.0 (Linux; Android 14; wv) {_END} Chrome/123.0 Mobile Instagram 328.0.0",
    "facebook": f"Mozilla/5.0 (Linux; Android 14; wv) {_END} Chrome/123.0 Mobile [FB_IAB/FB4A;]",
    "duckduckgo": f"Mozilla/5.0 (Windows NT 10.0) {_END} Chrome/124.0 Safari/537.36 Ddg/124.0",
    "linkedin": f"Mozilla/5.0 (Linux; Android 14; wv) {_END} Chrome/123.0 Mobile [LinkedInApp]",
    "harmony": f"Mozilla/5.0 (Linux; Android 12; HarmonyOS) {_END} HuaweiBrowser/14.0 Mobile",
    "watch": f"Mozilla/5.0 (Linux; Android 13; SM-R960) {_END} Chrome/121.0 Mobile Safari/537.36",
    "firefox": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
}
